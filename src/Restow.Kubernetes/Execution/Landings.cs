using Restow.Kubernetes.Cache;

namespace Restow.Kubernetes.Execution;

/// <summary>Matches pods that were bound with the arrivals of a plan. Replicas of one key stand in for each other.</summary>
internal static class Landings
{
    /// <summary>The arrivals that have just come true, with the pod of each.</summary>
    public static IReadOnlyList<(StepRecord Step, PodState Pod)> Find(RunningPlan plan, ClusterCache cache)
    {
        IReadOnlyList<StepRecord> steps = plan.Steps;
        var landed = new List<(StepRecord, PodState)>();
        var claimed = steps.Where(s => s.LandedUid is not null).Select(s => s.LandedUid!).ToHashSet(StringComparer.Ordinal);
        foreach (var place in steps.Where(IsDue).GroupBy(s => (s.Key, s.To)))
        {
            var due = place.OrderBy(s => s.Wave).ToList();
            foreach (PodState pod in cache.ReplicasOf(place.Key.Key))
            {
                if (pod.Node != place.Key.To || pod.Terminating || claimed.Contains(pod.Uid) || due.Count == 0 || due[0].Present.Contains(pod.Uid))
                    continue;
                StepRecord step = due.Find(s => s.Uid == pod.Uid) ?? due[0];
                due.Remove(step);
                claimed.Add(pod.Uid);
                landed.Add((step, pod));
            }
        }

        return landed;
    }

    /// <summary>Why nothing will land any more: no replica waits, and a new one is elsewhere. <c>null</c> while one may still come.</summary>
    /// <remarks>The replacement of a pod that is leaving may not exist yet: that alone says nothing.</remarks>
    public static string? Astray(RunningPlan plan, StepRecord step, ClusterCache cache)
    {
        var known = plan.Steps.SelectMany(s => s.LandedUid is { } uid ? [uid, s.Uid] : new[] { s.Uid }).ToHashSet(StringComparer.Ordinal);
        string? elsewhere = step.From is null ? "no replica of it waits any more" : null;
        foreach (PodState pod in cache.ReplicasOf(step.Key))
        {
            if (pod.Node is null && !pod.Terminating)
                return null;

            // Creation times have whole seconds.
            bool isNew = DateTimeOffset.TryParse(pod.Source.Metadata?.CreationTimestamp, out DateTimeOffset created) && created >= plan.Created.AddSeconds(-1);
            if (isNew && pod.Node is not null && pod.Node != step.To && !known.Contains(pod.Uid))
                elsewhere = $"{pod.Name} runs on {pod.Node} instead";
        }

        return elsewhere;
    }

    private static bool IsDue(StepRecord step) =>
        step.To is not null && step.State is not (StepState.Landed or StepState.Failed) && (step.From is null || step.State is StepState.Evicted or StepState.Evicting);
}
