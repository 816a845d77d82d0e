using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;

namespace Restow.Kubernetes.Execution;

/// <summary>Follows one wave until each of its steps is settled: who left is gone, who comes has landed and is ready.</summary>
internal sealed class WaveWatch(ClusterCache cache, ControllerOptions options, ApiAvailability availability, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, long> since = [];
    private readonly Dictionary<int, long> doubtful = [];

    /// <param name="landed">Told of each arrival of the plan, of whatever wave.</param>
    /// <param name="failed">Told of each step of the wave that will not come true.</param>
    public async Task SettleAsync(
        RunningPlan plan, int wave, Func<StepRecord, PodState, Task> landed, Action<StepRecord, string> failed, CancellationToken cancellation)
    {
        while (true)
        {
            Task next = cache.Changed.Next;
            foreach ((StepRecord step, PodState pod) in Landings.Find(plan, cache))
                await landed(step, pod);
            bool isOpen = false;
            foreach (StepRecord step in plan.OfWave(wave))
            {
                if (IsSettled(step))
                    continue;
                if (step.State is not (StepState.Waiting or StepState.Evicting) || step.From is null)
                    Judge(plan, step, failed);
                isOpen = true;
            }

            if (!isOpen)
                return;
            await Signal.WaitAsync(next, Tick, time, cancellation);
            await Task.Delay(Breath, time, cancellation);
        }
    }

    private bool IsSettled(StepRecord step)
    {
        if (step.State == StepState.Failed)
            return true;
        if (step.From is not null && (step.State is not (StepState.Evicted or StepState.Landed) || cache.Find(step.Uid) is { Finished: false }))
            return false;
        return step.To is null || (step.State == StepState.Landed && (!options.WaitForReady || cache.Find(step.LandedUid!) is not { Ready: false, Finished: false }));
    }

    private void Judge(RunningPlan plan, StepRecord step, Action<StepRecord, string> failed)
    {
        long now = time.GetTimestamp();
        since.TryAdd(step.Number, now);
        string? hopeless = step.To is not null && step.State != StepState.Landed ? Landings.Astray(plan, step, cache) ?? Landings.Crowded(plan, step, cache) : null;
        if (hopeless is null || availability.IsUnsettled)
            doubtful.Remove(step.Number);
        else
            doubtful.TryAdd(step.Number, now);
        if (doubtful.TryGetValue(step.Number, out long doubted) && time.GetElapsedTime(doubted, now) >= Doubt)
            failed(step, $"nothing has landed for it on {step.To}: {hopeless}");
        else if (availability.Elapsed(since[step.Number]) >= options.LandingTimeout)
            failed(step, Account(step));
    }

    private string Account(StepRecord step)
    {
        double seconds = options.LandingTimeout.TotalSeconds;
        if (step.From is not null && cache.Find(step.Uid) is { Finished: false })
            return $"it has not left {step.From} within {seconds:0} s of its eviction";
        return step.State == StepState.Landed ? $"it has not become ready on {step.To} within {seconds:0} s" : $"nothing has landed for it on {step.To} within {seconds:0} s";
    }
}
