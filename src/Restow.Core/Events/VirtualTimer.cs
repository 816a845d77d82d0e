namespace Restow.Core.Events;

/// <summary>A timer of <see cref="VirtualTime"/>. A change leaves the old event in the heap, which then finds itself outdated.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    private int version;
    private long period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        version++;
        this.period = period <= TimeSpan.Zero ? -1 : period.Ticks * 100;
        if (dueTime >= TimeSpan.Zero)
            Schedule(dueTime.Ticks * 100);
        return true;
    }

    public void Dispose() => version++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Schedule(long delay)
    {
        int expected = version;
        time.After(delay, () =>
        {
            if (version != expected)
                return;
            if (period > 0)
                Schedule(period);
            callback(state);
        });
    }
}
