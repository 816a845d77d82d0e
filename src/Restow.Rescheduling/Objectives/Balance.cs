using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Objectives;

/// <summary>Even load: the negative sum over nodes of (used share of cores in per mille)^2 / 1000. It is highest when every node is used alike.</summary>
public sealed record Balance : FleetObjective
{
    public override string Unit => "balance points";

    public override long OfCores(NumaNode node, int free)
    {
        long used = 1000L * (node.Cores - free) / Math.Max(1, node.Cores);
        return -(used * used / 1000);
    }
}
