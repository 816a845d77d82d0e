using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Planning.Checking;

namespace Restow.Packing.Planning;

/// <summary>
/// The last word on a plan before anyone sees it: replays it wave by wave, with arithmetic and rules of its own, and shares no code with
/// what made the plan. What it accepts can be carried out in the order given.
/// </summary>
/// <remarks>
/// 1. The plan's shape: pods, names, nodes and waves exist and agree; the steps start where the pods are.
/// 2. Each arrival fits into the state at the start of its wave, nobody of the wave having left, and again after the arrivals before it.
/// 3. Disruption budgets hold in every wave; no fixed or ignored pod is touched; the caps on moves hold.
/// 4. The end is the assignment that the plan announces, obeys the eviction policy and is no worse than the snapshot.
/// </remarks>
internal static class PlanChecker
{
    /// <summary>What is wrong with the plan; <c>null</c> when nothing is.</summary>
    internal static Fault? Check(Cluster cluster, PackingOptions options, PackingPlan plan)
    {
        var replay = new Replay(cluster, options);
        string? problem = ShapeCheck.Of(cluster, plan) ?? LimitCheck.Of(cluster, options, plan) ?? replay.Run(plan) ?? OutcomeCheck.Of(cluster, options, plan, replay);
        return problem is null ? null : new Fault(cluster.SourceName, "plan", problem, "nothing was changed; please report the snapshot as a bug");
    }
}
