using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>Tolerations against taints, as <c>k8s.io/api/core/v1.Toleration.ToleratesTaint</c>.</summary>
internal static class Tolerance
{
    public const string NoSchedule = "NoSchedule";
    public const string PreferNoSchedule = "PreferNoSchedule";
    public const string NoExecute = "NoExecute";

    /// <summary>Whether the taint keeps pods off the node, and not merely makes it a worse one.</summary>
    public static bool IsHard(Taint taint) => taint.Effect is NoSchedule or NoExecute;

    public static bool Tolerates(IReadOnlyList<Toleration> tolerations, Taint taint)
    {
        for (int i = 0; i < tolerations.Count; i++)
        {
            if (Tolerates(tolerations[i], taint))
                return true;
        }

        return false;
    }

    /// <summary>The node's first taint that keeps the pod off; <c>null</c> when there is none.</summary>
    public static Taint? FirstUntolerated(IReadOnlyList<Toleration> tolerations, Node node)
    {
        for (int i = 0; i < node.Taints.Count; i++)
        {
            if (IsHard(node.Taints[i]) && !Tolerates(tolerations, node.Taints[i]))
                return node.Taints[i];
        }

        return null;
    }

    private static bool Tolerates(Toleration toleration, Taint taint)
    {
        if (toleration.Effect.Length > 0 && toleration.Effect != taint.Effect)
            return false;
        if (toleration.Key.Length > 0 && toleration.Key != taint.Key)
            return false;
        return toleration.Exists || toleration.Value == taint.Value;
    }
}
