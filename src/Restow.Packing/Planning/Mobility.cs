using Restow.Packing.Model;

namespace Restow.Packing.Planning;

/// <summary>What a plan may do with a pod.</summary>
internal enum PodRole
{
    /// <summary>Runs, and may be moved or evicted.</summary>
    Movable,

    /// <summary>Runs or occupies a node, and stays there.</summary>
    Fixed,

    /// <summary>Is pending, and may be placed.</summary>
    Placeable,

    /// <summary>Is pending, and is not this plan's to place.</summary>
    Ignored,
}

/// <summary>The role of each pod, by index, and the reason where it is Fixed or Ignored.</summary>
internal sealed record Mobility(PodRole[] Roles, string[] Reasons)
{
    public static Mobility Of(Cluster cluster, PackingOptions options)
    {
        var roles = new PodRole[cluster.Pods.Count];
        var reasons = new string[roles.Length];
        for (int i = 0; i < roles.Length; i++)
        {
            roles[i] = cluster.Pods[i].NodeName is null ? PodRole.Placeable : PodRole.Movable;
            reasons[i] = "";
        }

        _ = options;
        return new Mobility(roles, reasons);
    }
}
