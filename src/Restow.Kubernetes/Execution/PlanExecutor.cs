using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Cache;

namespace Restow.Kubernetes.Execution;

/// <summary>Carries a plan out, wave by wave, so that it can be stopped, lost and taken up at any point.</summary>
/// <remarks>
/// For each wave:
/// <list type="number">
/// <item>the gate must be open: leading, window, a sign of the scheduler; the live cluster must still allow the wave;</item>
/// <item>the room of all arrivals is reserved already, so that nobody else takes what the wave frees;</item>
/// <item>its steps are recorded as evicting, then the evictions are asked for, four at a time;</item>
/// <item>it ends when everyone who left is gone and everyone who came is ready on the promised node.</item>
/// </list>
/// A wave that has begun is rolled forward as far as it goes; when a step of it fails, no further wave begins: reservations and hints are
/// taken back and the record says what happened. After a restart a recorded step whose pod's UID is gone counts as evicted.
/// An outage of the API server stops all clocks. One that lasts costs the lead: the plan is left as it is recorded, and its reservations stay in force, because the scheduler may be
/// back before this controller leads again.
/// </remarks>
internal sealed class PlanExecutor(ExecutionTools tools, ControllerOptions options, TimeProvider time, ILogger log)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs the plan to its end. When cancelled it leaves the record as it is, for whoever leads next.</summary>
    public async Task RunAsync(RunningPlan plan, CancellationToken cancellation)
    {
        var promises = new Promises(tools.Ledger, options.PlanLifetime, tools.Availability);
        try
        {
            Fault? stop = await plan.SaveAsync(cancellation);
            if (stop is null)
                promises.Begin(plan);
            stop ??= await RunWavesAsync(plan, promises, cancellation);

            promises.Release(plan);
            await EndAsync(plan, stop, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            promises.Release(plan);
            throw;
        }
    }

    private async Task<Fault?> RunWavesAsync(RunningPlan plan, Promises promises, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task hints = RemindAsync(plan, promises, over.Token);
        try
        {
            foreach (int wave in plan.Steps.Select(s => s.Wave).Distinct().Order())
            {
                if (await RunWaveAsync(plan, promises, wave, cancellation) is { } stop)
                    return stop;
            }

            return null;
        }
        finally
        {
            await over.CancelAsync();
            await hints.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Fault?> RunWaveAsync(RunningPlan plan, Promises promises, int wave, CancellationToken cancellation)
    {
        foreach (StepRecord step in plan.OfWave(wave).Where(s => s.State == StepState.Evicting && IsGone(s)))
            plan.Set(step, StepState.Evicted, "it was gone when the plan was taken up again");
        await LandAsync(plan, promises, cancellation);
        if (plan.OfWave(wave).Any(s => s.From is not null && s.State is StepState.Waiting or StepState.Evicting))
        {
            if (time.GetUtcNow() - plan.Created - tools.Availability.Lost(plan.Created) >= options.PlanLifetime)
                return new Fault("restow", $"plan {plan.Id}", $"it is older than {options.PlanLifetime.TotalMinutes:0} min", "a new one is made");
            bool hasBegun = plan.Steps.Any(s => s.State is StepState.Evicted or StepState.Landed);
            Fault? obstacle = await tools.Gate.OpenAsync(hasBegun, cancellation) ?? tools.Preflight.Check(plan, wave);
            while (obstacle is not null)
            {
                // What has landed since is where it should be, and no obstacle to itself.
                bool hasLanded = await LandAsync(plan, promises, cancellation);
                if (!hasLanded && !tools.Availability.IsUnsettled)
                    return obstacle;
                if (!hasLanded)
                {
                    log.LogWarning("Paused after an outage of the API server: {Obstacle}", obstacle);
                    await Task.Delay(Pause, time, cancellation);
                }

                obstacle = await tools.Gate.OpenAsync(hasBegun, cancellation) ?? tools.Preflight.Check(plan, wave);
            }

            if (await RecordAsync(plan, wave, cancellation) is { } unrecorded)
                return unrecorded;
        }

        promises.Open(plan);
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task evictions = EvictAsync(plan, promises, wave, together);
        Task settled = new WaveWatch(tools.Cache, options, tools.Availability, time).SettleAsync(
            plan, wave, (step, pod) => LandAsync(plan, promises, step, pod, together.Token), (step, why) => Fail(plan, promises, step, why), together.Token);
        await Task.WhenAll(evictions, settled);
        Fault? unsaved = await plan.SaveAsync(cancellation);
        return plan.OfWave(wave).FirstOrDefault(s => s.State == StepState.Failed) is { } failure ? new Fault("restow", $"pod {failure.Pod}", failure.Note, "the rest of the plan is left out") : unsaved;
    }

    private static async Task<Fault?> RecordAsync(RunningPlan plan, int wave, CancellationToken cancellation)
    {
        foreach (StepRecord step in plan.OfWave(wave).Where(s => s.From is not null && s.State == StepState.Waiting))
            plan.Set(step, StepState.Evicting);
        return await plan.SaveAsync(cancellation);
    }

    private async Task EvictAsync(RunningPlan plan, Promises promises, int wave, CancellationTokenSource together)
    {
        try
        {
            StepRecord[] leaving = [.. plan.OfWave(wave).Where(s => s.State == StepState.Evicting)];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = together.Token };
            await Parallel.ForEachAsync(leaving, parallel, async (step, token) => await EvictAsync(plan, promises, step, token));
        }
        catch
        {
            // Nobody would settle what was never evicted.
            await together.CancelAsync();
            throw;
        }
    }

    private async Task EvictAsync(RunningPlan plan, Promises promises, StepRecord step, CancellationToken cancellation)
    {
        string why = $"plan {plan.Id} moves it {(step.To is null ? $"off {step.From}" : $"from {step.From} to {step.To}")} so that {Purpose(plan)}";
        tools.Audit.Write(plan.Now, "evict", step, why);
        if (await tools.Evictor.EvictAsync(step, tools.Gate.Now, cancellation) is { } refusal)
        {
            Fail(plan, promises, step, refusal.Problem);
            return;
        }

        tools.Metrics.Moved(plan.Evicted(step));
        tools.Audit.Write(plan.Now, "evicted", step, why);
        await tools.Events.OfPodAsync(step, "RestowEvicted", $"Evicted: {why}", cancellation);
    }

    /// <summary>Takes note of what has landed.</summary>
    /// <returns>Whether anything has.</returns>
    private async Task<bool> LandAsync(RunningPlan plan, Promises promises, CancellationToken cancellation)
    {
        IReadOnlyList<(StepRecord Step, PodState Pod)> landed = Landings.Find(plan, tools.Cache);
        foreach ((StepRecord step, PodState pod) in landed)
            await LandAsync(plan, promises, step, pod, cancellation);
        return landed.Count > 0;
    }

    private async Task LandAsync(RunningPlan plan, Promises promises, StepRecord step, PodState pod, CancellationToken cancellation)
    {
        StepRecord landed = plan.Set(step, StepState.Landed, pod.Uid == step.Uid ? "landed" : $"its replacement {pod.Name} landed", pod.Uid);
        promises.Close(landed);
        tools.Metrics.Moved(landed);
        tools.Audit.Write(plan.Now, "landed", landed, landed.Note);
        await tools.Events.OfPodAsync(landed with { Name = pod.Name, Uid = pod.Uid }, "RestowPlaced", $"Placed on {step.To}, as plan {plan.Id} promised", cancellation);
        promises.Open(plan);
    }

    private void Fail(RunningPlan plan, Promises promises, StepRecord step, string why)
    {
        StepRecord failed = plan.Set(step, StepState.Failed, why);
        promises.Close(failed);
        tools.Metrics.Moved(failed);
        tools.Audit.Write(plan.Now, "failed", failed, why);
        log.LogWarning("Step {Step} of plan {Plan} on {Pod} failed: {Why}", step.Number, plan.Id, step.Pod, why);
    }

    private async Task RemindAsync(RunningPlan plan, Promises promises, CancellationToken cancellation)
    {
        while (true)
        {
            await tools.Hints.GiveAsync(tools.Cache, promises.Awaited(plan), cancellation);
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task EndAsync(RunningPlan plan, Fault? stop, CancellationToken cancellation)
    {
        int landed = plan.Steps.Count(s => s.State == StepState.Landed);
        string account = $"{landed} of {plan.Steps.Count(s => s.To is not null)} arrivals landed, {plan.Steps.Count(s => s.From is not null && s.State is StepState.Evicted or StepState.Landed)} pods were evicted";
        await tools.Hints.ClearAsync(tools.Cache, plan.Steps.Where(s => s.State is not StepState.Landed), cancellation);
        plan.End(stop is null ? PlanState.Done : PlanState.Stopped, stop is null ? account : $"{stop.Subject}: {stop.Problem}; {account}");
        if (await plan.SaveAsync(cancellation) is { } unsaved)
            log.LogError("The end of plan {Plan} could not be recorded: {Fault}", plan.Id, unsaved);
        PlanRecord end = plan.Now;
        tools.Metrics.Ended(end);
        tools.Audit.Write(end, end.State == PlanState.Done ? "done" : "stopped", null, end.Message);
        await tools.Events.OfControllerAsync(end.State == PlanState.Done ? "PlanDone" : "PlanStopped", $"Plan {end.Id}: {end.Message}", end.State == PlanState.Stopped, cancellation);
        log.LogInformation("Plan {Plan}: {State}: {Message}", end.Id, end.State, end.Message);
    }

    private bool IsGone(StepRecord step) => tools.Cache.Find(step.Uid) is null or { Terminating: true } or { Finished: true };

    private static string Purpose(RunningPlan plan)
    {
        var evicted = plan.Steps.Where(s => s.From is not null).Select(s => s.Uid).ToHashSet(StringComparer.Ordinal);
        int placed = plan.Steps.Count(s => s.From is null && !evicted.Contains(s.Uid));
        return $"{placed} waiting {(placed == 1 ? "pod finds" : "pods find")} room (certificate: {plan.Now.Certificate.Kind})";
    }
}
