namespace Restow.Kubernetes.Extending;

/// <summary>When the scheduler last asked the extender and was answered: without it, nothing may be evicted.</summary>
public sealed class ExtenderHeartbeat(TimeProvider time)
{
    private long last = long.MinValue;

    /// <summary>The scheduler has just been answered.</summary>
    public void Beat() => Volatile.Write(ref last, time.GetTimestamp());

    /// <summary>Time since the last answer; <c>null</c> before the first.</summary>
    public TimeSpan? Age => Volatile.Read(ref last) is var then && then != long.MinValue ? time.GetElapsedTime(then) : null;
}
