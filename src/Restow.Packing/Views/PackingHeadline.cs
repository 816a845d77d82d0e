namespace Restow.Packing.Views;

/// <summary>The answer in one sentence.</summary>
internal static class PackingHeadline
{
    public static string Of(PackingPlan plan)
    {
        int pods = plan.ByPriority.Sum(p => p.Pods);
        int before = plan.ByPriority.Sum(p => p.PlacedBefore);
        int after = plan.ByPriority.Sum(p => p.PlacedAfter);
        if (before == pods && !plan.IsBetter)
            return $"Every pod has its place: {Count(pods, "pod")} placed.";
        if (!plan.IsBetter)
            return $"Nothing better found: {Count(pods - after, "pod")} of {pods:N0} stay pending.";
        int moves = plan.Plan.Steps.Count(s => s.Move.Kind == PackingMoveKind.Move);
        int evictions = plan.Plan.Steps.Count(s => s.Move.Kind == PackingMoveKind.Evict);
        string effort = moves + evictions == 0 ? "nothing has to move" : Join(Count(moves, "move"), evictions == 0 ? "" : Count(evictions, "eviction"));
        if (after > before)
            return $"{Count(after - before, "more pod")} placed: {before:N0} → {after:N0} of {pods:N0}, {effort}.";
        PriorityCount gains = plan.ByPriority.First(p => p.PlacedAfter != p.PlacedBefore);
        string loss = after < before ? $"{before - after:N0} fewer" : "as many";
        return $"{Count(gains.PlacedAfter - gains.PlacedBefore, "more pod")} of priority {gains.Priority} placed, {loss} in all: {after:N0} of {pods:N0}, {effort}.";
    }

    private static string Join(string a, string b) => b.Length == 0 ? a : $"{a}, {b}";

    private static string Count(int n, string noun) => $"{n:N0} {noun}{(n == 1 ? "" : "s")}";
}
