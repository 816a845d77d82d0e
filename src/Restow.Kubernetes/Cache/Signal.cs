namespace Restow.Kubernetes.Cache;

/// <summary>Wakes those who wait for a change. Take <see cref="Next"/> before looking at the state, so that no change is missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource? waiting;

    /// <summary>Done at the next <see cref="Raise"/>.</summary>
    public Task Next
    {
        get
        {
            TaskCompletionSource? now = Volatile.Read(ref waiting);
            if (now is not null)
                return now.Task;
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref waiting, mine, null) ?? mine).Task;
        }
    }

    public void Raise() => Interlocked.Exchange(ref waiting, null)?.TrySetResult();

    /// <summary>Waits for <paramref name="next"/>, at most as long as given.</summary>
    /// <returns>Whether it came.</returns>
    public static async Task<bool> WaitAsync(Task next, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        if (limit <= TimeSpan.Zero)
            return next.IsCompleted;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task first = await Task.WhenAny(next, Task.Delay(limit, time, ended.Token));
        await ended.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return first == next;
    }
}
