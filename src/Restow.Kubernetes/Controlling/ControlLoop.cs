using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.State;

namespace Restow.Kubernetes.Controlling;

/// <summary>One plan at a time: waits for its trigger or for a request, plans, and carries out what may be.</summary>
internal sealed class ControlLoop(
    ClusterCache cache, Planner planner, PlanExecutor executor, SchedulerProbe probe, StateStore store, PlanHistory history, ControlMetrics metrics, EventRecorder events, ControllerOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly Channel<TaskCompletionSource<Result<PlanRecord>>> requests = Channel.CreateBounded<TaskCompletionSource<Result<PlanRecord>>>(1);
    private readonly QuietPeriod quiet = new(
        options.Trigger == PlanTrigger.EachPod ? TimeSpan.Zero : options.QuietPeriod, options.MaximumPeriod, options.RetryPeriod, time);
    private volatile bool isBusy;
    private volatile bool runs;

    /// <summary>Asks for a plan now. It is answered when the plan is made; carrying it out goes on.</summary>
    public async Task<Result<PlanRecord>> SolveNowAsync(CancellationToken cancellation)
    {
        if (!runs)
            return new Fault("restow", "", "this controller does not lead, or has not read the cluster yet", "ask the leader, or again in a moment");
        var request = new TaskCompletionSource<Result<PlanRecord>>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isBusy || !requests.Writer.TryWrite(request))
            return new Fault("restow", "", "a plan is in hand", "ask again when it has ended; /plans shows it");
        return await request.Task.WaitAsync(cancellation);
    }

    /// <summary>Takes up what the cluster's record says is unfinished, then plans whenever it is time, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (options.Apply)
            {
                await probe.SweepAsync(cancellation);
                await ResumeAsync(cancellation);
            }

            runs = true;
            while (true)
            {
                TaskCompletionSource<Result<PlanRecord>>? request = await NextAsync(cancellation);
                isBusy = true;
                await RoundAsync(request, cancellation);
                isBusy = false;
            }
        }
        finally
        {
            (runs, isBusy) = (false, false);
            while (requests.Reader.TryRead(out TaskCompletionSource<Result<PlanRecord>>? left))
                left.TrySetResult(new Fault("restow", "", "the controller stops", "ask the next leader"));
        }
    }

    private async Task ResumeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            (PlanRecord? plan, Fault? fault) = await store.LoadAsync(cancellation);
            if (fault is null)
            {
                if (plan is null)
                    return;
                history.Put(plan);
                if (plan.State != PlanState.Running)
                    return;
                log.LogInformation("Plan {Plan} was not finished: going on with it", plan.Id);
                await executor.RunAsync(new RunningPlan(plan, store, history.Put), cancellation);
                quiet.Rest(options.Cooldown);
                return;
            }

            // Without its record this controller does not know what it has begun.
            log.LogError("{Fault}", fault);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
        }
    }

    /// <returns>The request to answer; <c>null</c> when the trigger fired.</returns>
    private async Task<TaskCompletionSource<Result<PlanRecord>>?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = cache.Changed.Next;
            if (requests.Reader.TryRead(out TaskCompletionSource<Result<PlanRecord>>? request))
                return request;
            TimeSpan? due = options.Trigger == PlanTrigger.OnDemand
                ? null
                : quiet.DueIn(cache.Waiting(PendingReason.Unschedulable), cache.UnschedulableVersion, cache.RoomVersion);
            if (due == TimeSpan.Zero)
                return null;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task asked = requests.Reader.WaitToReadAsync(ended.Token).AsTask();
            await Signal.WaitAsync(Task.WhenAny(changed, asked), due ?? Long, time, cancellation);
            await ended.CancelAsync();
        }
    }

    private async Task RoundAsync(TaskCompletionSource<Result<PlanRecord>>? request, CancellationToken cancellation)
    {
        (long pods, long room) = (cache.UnschedulableVersion, cache.RoomVersion);
        Result<PlanRecord> planned = await planner.PlanAsync(request is null ? "pending" : "demand", cancellation);
        quiet.Planned(pods, room);
        request?.TrySetResult(planned);
        if (!planned.TryGet(out PlanRecord? plan, out Fault? fault))
        {
            log.LogError("No plan: {Fault}", fault);
            return;
        }

        history.Put(plan);
        metrics.Planned(plan);
        Announce(plan);
        if (plan.State != PlanState.Running)
        {
            metrics.Ended(plan);
            return;
        }

        await events.OfControllerAsync("PlanStarted", $"Plan {plan.Id}: {plan.Steps.Count} steps", false, cancellation);
        await executor.RunAsync(new RunningPlan(plan, store, history.Put), cancellation);
        quiet.Rest(options.Cooldown);
    }

    private void Announce(PlanRecord plan)
    {
        log.LogInformation(
            "Plan {Plan} ({Trigger}): {State}, {Moves} pods to disturb, {Measures}, certificate {Certificate} ({Proof}), solved in {Seconds:0.00} s",
            plan.Id,
            plan.Trigger,
            plan.State,
            plan.Steps.Where(s => s.From is not null).Select(s => s.Uid).Distinct().Count(),
            string.Join(", ", plan.Before.Zip(plan.After).Take(2).Select(m => $"{m.First.Name} {m.First.Value} -> {m.Second.Value}")),
            plan.Certificate.Kind,
            plan.Certificate.Proof,
            plan.SolveSeconds);
        foreach (string obstacle in plan.Immovable)
            log.LogInformation("Plan {Plan}: {Obstacle}", plan.Id, obstacle);
        if (plan.State == PlanState.NothingBetter)
            return;
        foreach (StepRecord step in plan.Steps)
            log.LogInformation("Plan {Plan} wave {Wave}: {Kind} {Pod} {From} -> {To}", plan.Id, step.Wave, step.Kind, step.Pod, step.From ?? "pending", step.To ?? "pending");
    }
}
