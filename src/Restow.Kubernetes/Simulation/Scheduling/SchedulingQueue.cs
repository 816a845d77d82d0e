namespace Restow.Kubernetes.Simulation.Scheduling;

/// <summary>Which pending pods may be tried: new ones at once, those that failed after a back-off of 1, 2, 4, 8, then 10 s and not before something changed that may help.</summary>
/// <remarks>Like kube-scheduler's active, back-off and unschedulable queues; what waits longer than half a minute is tried again in any case (there: five). Not thread-safe.</remarks>
internal sealed class SchedulingQueue(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Leftover = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Attempt> failed = new(StringComparer.Ordinal);
    private DateTimeOffset helped = DateTimeOffset.MinValue;

    private readonly record struct Attempt(int Count, DateTimeOffset At);

    /// <summary>Something happened that may make room: a pod went, a node came or changed.</summary>
    public void Help() => helped = time.GetUtcNow();

    /// <summary>Whether a pod may be tried now.</summary>
    public bool IsDue(string uid)
    {
        if (!failed.TryGetValue(uid, out Attempt attempt))
            return true;
        DateTimeOffset now = time.GetUtcNow();
        TimeSpan backOff = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempt.Count - 1, 4)));
        return now >= attempt.At + (backOff < Longest ? backOff : Longest) && (helped >= attempt.At || now >= attempt.At + Leftover);
    }

    /// <summary>A pod was tried and fits nowhere.</summary>
    public void Failed(string uid) => failed[uid] = new Attempt(failed.GetValueOrDefault(uid).Count + 1, time.GetUtcNow());

    /// <summary>A pod is bound or gone.</summary>
    public void Forget(string uid) => failed.Remove(uid);
}
