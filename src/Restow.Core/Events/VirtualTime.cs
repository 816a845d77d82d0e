using System.Diagnostics;
using System.Globalization;

namespace Restow.Core.Events;

/// <summary>
/// A discrete-event kernel that is a <see cref="TimeProvider"/>: the clock stands still while an event runs and jumps to
/// the next one. Code that takes a <see cref="TimeProvider"/> runs on it unchanged, timers included.
/// </summary>
/// <remarks>
/// Timestamps are nanoseconds from the start. Events of one instant run in the order in which they were scheduled, so a
/// run is a function of its inputs. Not thread-safe.
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.Parse("2024-01-01T00:00:00Z", CultureInfo.InvariantCulture);
    private readonly EventHeap events = new();
    private long order;

    /// <summary>Nanoseconds since the start.</summary>
    public long Now { get; private set; }

    /// <summary>Events that have not run yet, cancelled timers included.</summary>
    public int Pending => events.Count;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(Now / 100);

    /// <summary>Runs <paramref name="action"/> at <paramref name="at"/> nanoseconds; a moment in the past is misuse and throws.</summary>
    public void At(long at, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, Now);
        events.Push(new ScheduledEvent(at, order++, action));
    }

    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/> nanoseconds.</summary>
    public void After(long delay, Action action) => At(Now + delay, action);

    /// <summary>Runs the next event.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunNext()
    {
        if (events.Count == 0)
            return false;
        ScheduledEvent next = events.Pop();
        Debug.Assert(next.At >= Now, "time runs forward");
        Now = next.At;
        next.Action();
        return true;
    }

    /// <summary>Runs events until none is left, or <paramref name="stop"/> says so before the next one.</summary>
    public void Run(Func<bool>? stop = null)
    {
        while (stop?.Invoke() != true && RunNext())
        {
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
