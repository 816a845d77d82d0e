using System.Globalization;
using Restow.Kubernetes.Cache;
using Restow.Packing.Model;

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

            if (IsNew(pod, plan) && pod.Node is not null && pod.Node != step.To && !known.Contains(pod.Uid))
                elsewhere = $"{pod.Name} runs on {pod.Node} instead";
        }

        return elsewhere;
    }

    /// <summary>Why the node of an arrival cannot take it any more, whoever leaves as planned. <c>null</c> while it can.</summary>
    /// <remarks>While nobody steered it the scheduler may have put another pod into the room that was made. Only amounts are looked at.</remarks>
    public static string? Crowded(RunningPlan plan, StepRecord step, ClusterCache cache)
    {
        if (!cache.TryGetFree(step.To!, out Resources free))
            return "the node is gone";
        if (Lacking(step, free) is null)
            return null;
        var room = new Resources(free);
        var leaving = plan.Steps.Where(s => s.From == step.To && s.Wave <= step.Wave && s.State != StepState.Failed).Select(s => s.Uid).ToHashSet(StringComparer.Ordinal);
        var landed = plan.Steps.Where(s => s.LandedUid is not null).Select(s => s.LandedUid!).ToHashSet(StringComparer.Ordinal);
        string? stranger = null;
        foreach (PodState pod in cache.On(step.To!))
        {
            if (pod.Terminating || leaving.Contains(pod.Uid))
            {
                foreach ((string name, long amount) in pod.Requests)
                    room[name] = room.Of(name) + amount;
            }
            else if (IsNew(pod, plan) && !landed.Contains(pod.Uid))
            {
                stranger = pod.Name;
            }
        }

        return Lacking(step, room) is { } resource ? $"the node has no room for it any more: too little {resource}{(stranger is null ? "" : $", {stranger} runs there now")}" : null;
    }

    private static string? Lacking(StepRecord step, Resources room) => step.Requests.Where(r => r.Value > 0 && r.Value > room.Of(r.Key)).Select(r => r.Key).FirstOrDefault();

    // Creation times have whole seconds.
    private static bool IsNew(PodState pod, RunningPlan plan) =>
        DateTimeOffset.TryParse(pod.Source.Metadata?.CreationTimestamp, CultureInfo.InvariantCulture, out DateTimeOffset created) && created >= plan.Created.AddSeconds(-1);

    private static bool IsDue(StepRecord step) =>
        step.To is not null && step.State is not (StepState.Landed or StepState.Failed) && (step.From is null || step.State is StepState.Evicted or StepState.Evicting);
}
