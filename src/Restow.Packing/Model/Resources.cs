namespace Restow.Packing.Model;

/// <summary>
/// Amounts by resource name, as integers in the resource's base unit: <c>cpu</c> in millicores, <c>memory</c>,
/// <c>ephemeral-storage</c> and <c>hugepages-*</c> in bytes, everything else (<c>pods</c>, extended resources) in whole units.
/// </summary>
/// <remarks>Immutable by convention once it is part of a <see cref="Cluster"/>. A missing name is zero.</remarks>
public sealed class Resources : Dictionary<string, long>
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string EphemeralStorage = "ephemeral-storage";
    public const string Pods = "pods";

    /// <summary>
    /// Milli-devices of shared GPUs that a pod wants <em>on one device</em> (1 to 999), and, on a node, 1000 for each
    /// device. Whole GPUs are <see cref="Gpu"/>. Both draw from the same devices.
    /// </summary>
    public const string GpuMilli = "restow.dev/gpu-milli";

    public const string Gpu = "nvidia.com/gpu";

    public Resources()
        : base(StringComparer.Ordinal)
    {
    }

    public Resources(IEnumerable<KeyValuePair<string, long>> amounts)
        : base(amounts, StringComparer.Ordinal)
    {
    }

    /// <summary>The amount of a resource; zero where it is not named.</summary>
    public long Of(string name) => TryGetValue(name, out long amount) ? amount : 0;
}
