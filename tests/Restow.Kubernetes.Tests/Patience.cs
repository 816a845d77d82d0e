namespace Restow.Kubernetes.Tests;

/// <summary>Waits for something to become so. The bound is far longer than anything takes: it ends a test that would wait for ever, it does not measure.</summary>
internal static class Patience
{
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <param name="awaited">What is waited for, in the words of the failure.</param>
    /// <param name="holds">Asked every few milliseconds.</param>
    public static async Task UntilAsync(string awaited, Func<bool> holds)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Bound, $"in {Bound} it did not happen that {awaited}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <param name="awaited">What is waited for, in the words of the failure.</param>
    /// <param name="task">What ends when it is so.</param>
    public static async Task OfAsync(string awaited, Task task)
    {
        await Task.WhenAny(task, Task.Delay(Bound, TestContext.Current.CancellationToken));
        Assert.True(task.IsCompleted, $"in {Bound} it did not happen that {awaited}");
        await task;
    }
}
