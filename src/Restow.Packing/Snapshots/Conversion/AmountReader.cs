using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;
using Restow.Packing.Snapshots.Input;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Turns resource lists into <see cref="Resources"/>, each name in its base unit.</summary>
internal sealed class AmountReader(Findings findings)
{
    /// <summary>4 PiB, or four million million cores: more than any machine has, and small enough that sums over a cluster stay within 64 bits.</summary>
    private const long Largest = 1L << 52;

    /// <summary>Reads a resource list of a pod, in which extended resources must be integers.</summary>
    public Resources OfPod(string subject, Dictionary<string, Scalar>? list) => Read(subject, list, integers: true);

    /// <summary>Reads a node's allocatable or capacity.</summary>
    public Resources OfNode(string subject, Dictionary<string, Scalar>? list) => Read(subject, list, integers: false);

    private Resources Read(string subject, Dictionary<string, Scalar>? list, bool integers)
    {
        var amounts = new Resources();
        if (list is null)
            return amounts;
        foreach ((string name, Scalar quantity) in list)
        {
            if (!Quantity.TryParse(quantity.Text, name == Resources.Cpu ? 3 : 0, out long amount, out bool exact))
                findings.Report(subject, $"{name} \"{quantity.Text}\" is not a quantity", "write it as Kubernetes does: 500m, 2, 1.5Gi");
            else if (amount < 0)
                findings.Report(subject, $"{name} \"{quantity.Text}\" is negative", "requests and capacities are zero or more");
            else if (integers && !exact && IsExtended(name) && amount != long.MaxValue)
                findings.Report(subject, $"{name} \"{quantity.Text}\" is not a whole number", "extended resources are integers");
            else if (integers && amount > Largest)
                findings.Report(subject, $"{name} \"{quantity.Text}\" is more than any machine has", "correct the request");

            // Virtual nodes say that they have no end; they have this much.
            amounts[name] = Math.Min(amount, Largest);
        }

        return amounts;
    }

    private static bool IsExtended(string name) => name.Contains('/', StringComparison.Ordinal) && !name.StartsWith("kubernetes.io/", StringComparison.Ordinal);
}

/// <summary>Sums and maxima of resource lists, name by name; sums stop at 2^63-1.</summary>
internal static class Amounts
{
    public static void Add(this Resources sum, Resources more)
    {
        foreach ((string name, long amount) in more)
        {
            long now = sum.Of(name);
            sum[name] = amount > long.MaxValue - now ? long.MaxValue : now + amount;
        }
    }

    public static void RaiseTo(this Resources amounts, Resources floor)
    {
        foreach ((string name, long amount) in floor)
            amounts[name] = Math.Max(amounts.Of(name), amount);
    }
}
