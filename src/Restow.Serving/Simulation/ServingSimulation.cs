using Restow.Core;
using Restow.Core.Events;
using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;

namespace Restow.Serving.Simulation;

/// <summary>
/// One run: arrivals, steps, messages, copies, start-ups and failures as events on a virtual clock, around the same
/// schedulers that run live.
/// </summary>
/// <remarks>
/// A step's report shows the instance at the step's start and arrives at its end, as in the artifact: the dispatcher's
/// knowledge is one step old. <c>ServingSimulation.Cluster.cs</c> holds what the schedulers do to the instances.
/// </remarks>
internal sealed partial class ServingSimulation
{
    private readonly SimulationOptions options;
    private readonly ServingPolicy policy;
    private readonly SimulatedInstance?[] instances;
    private readonly GlobalScheduler scheduler;
    private readonly AutoScaler? scaler;
    private readonly SeededRandom random;
    private readonly CentralQueue? central;
    private readonly FragmentationProbe fragmentation = new();
    private readonly IReadOnlyList<ServingRequest> requests;
    private readonly Sequence[] sequences;
    private readonly Action arrive;
    private int arrived;
    private int over;
    private long steps;
    private int repeating;
    private double instanceSeconds;

    public ServingSimulation(SimulationOptions options, ServingPolicy policy, IReadOnlyList<ServingRequest> requests, Timeline? timeline)
    {
        this.options = options;
        this.policy = policy;
        Timeline = timeline;
        random = new SeededRandom(options.Seed);
        this.requests = requests;
        sequences = [.. requests.Select(r => new Sequence(options.IgnorePriorities ? AsNormal(r) : r))];
        instances = new SimulatedInstance?[Math.Max(options.Instances, options.Scaling?.Max ?? 0)];
        scheduler = new GlobalScheduler(instances.Length, policy, options.Limits, this);
        central = policy.Centralized ? new CentralQueue(options.CentralMicrosecondsPerRequest) : null;
        arrive = Arrive;
        if (options.Scaling is not null)
            scaler = new AutoScaler(scheduler, options.Scaling);
    }

    public VirtualTime Time { get; } = new();

    public Timeline? Timeline { get; }

    private bool IsOver => over == sequences.Length;

    public SimulationReport Run()
    {
        for (int i = 0; i < options.Instances; i++)
            BringUp(i);
        if (sequences.Length > 0)
            Time.At(sequences[0].ArrivedAt, arrive);
        if (options.Scaling is { } scaling)
            Repeat((long)scaling.Interval.TotalNanoseconds, scaler!.Decide);
        if (options.FragmentationSampleSeconds > 0)
            Repeat((long)(options.FragmentationSampleSeconds * 1e9), SampleFragmentation);
        foreach (InstanceFailure failure in options.Failures)
            Time.At((long)(failure.AtSeconds * 1e9), () => Fail(failure));
        long events = 0;
        while (!IsOver && Time.RunNext())
        {
            events++;
            if (options.VerifyEveryEvents > 0 && events % options.VerifyEveryEvents == 0)
                VerifyBlocks();
        }

        if (!IsOver)
            throw new InvalidOperationException($"{sequences.Length - over} requests never ended: no event is left");
        foreach (SimulatedInstance? instance in instances)
            Retire(instance);
        return SimulationReport.Of(policy.Name, sequences, requests, options, new RunFigures(
            steps, events, Time.Now / 1e9, instanceSeconds, fragmentation.Mean, fragmentation.BlockedMean, central?.StallsMs ?? []));
    }

    /// <summary>Nanoseconds of a step: model, jitter, interference of a copy, and the wait for a central scheduler.</summary>
    public long Duration(StepPlan plan, Llumlet llumlet)
    {
        double ms = options.Latency.Step(plan);
        if (options.Jitter > 0)
            ms *= 1 + (options.Jitter * ((2 * random.NextDouble()) - 1));
        if (llumlet.IsCopying)
            ms *= 1 + options.Latency.CopySlowdown;
        long duration = (long)(ms * 1e6);
        if (central is null)
            return duration;
        int touched = options.CentralScope == CentralScope.Cluster ? arrived - over : plan.Prompts.Count + plan.Batch.Count + llumlet.Scheduler.Waiting.Count;
        return duration + central.Stall(Time.Now, touched);
    }

    /// <summary>A preempted request computes again what it had lost: the wait for that, and the computation, are its loss.</summary>
    public void AccountReadmission(Sequence sequence)
    {
        if (sequence.PreemptedAt < 0)
            return;
        sequence.PreemptionLoss += Time.Now - sequence.PreemptedAt + (long)(options.Latency.PrefillAlone(sequence.Length) * 1e6);
        sequence.PreemptedAt = -1;
    }

    public void OnReport(SimulatedInstance instance, in LoadReport report)
    {
        scheduler.OnReport(instance.Llumlet.Instance, report);
        if (instance.Llumlet.Draining)
            ContinueDrain(instance);
    }

    /// <summary>An instance without work says so, or its last report would be believed for ever.</summary>
    public void OnIdle(SimulatedInstance instance) => OnReport(instance, instance.Llumlet.Report());

    public void OnEnded(int instance, Sequence sequence)
    {
        over++;
        scheduler.OnEnded(instance);
        Timeline?.Ended(instance, sequence, Time.Now);
    }

    public void OnDeparted(int from, Sequence sequence, long startedAt, long detachedAt)
    {
        if (sequence.Instance >= 0)
            scheduler.OnMoved(from, sequence.Instance);
        Timeline?.Migrated(from, sequence, startedAt, detachedAt, Time.Now);
    }

    private void Arrive()
    {
        Sequence sequence = sequences[arrived++];
        if (arrived < sequences.Length)
            Time.At(sequences[arrived].ArrivedAt, arrive);
        scheduler.Dispatch(sequence);
    }

    private static ServingRequest AsNormal(ServingRequest request) =>
        request with { SchedulingPriority = RequestPriority.Normal, ExecutionPriority = RequestPriority.Normal };

    private void VerifyBlocks()
    {
        foreach (SimulatedInstance? instance in instances)
            instance?.Llumlet.Scheduler.Pool.Verify(instance.Llumlet.Tables);
    }

    private void SampleFragmentation()
    {
        if (arrived < sequences.Length)
            fragmentation.Sample(instances.Where(static i => i is { IsDead: false }).Select(static i => i!.Llumlet.Scheduler));
    }

    private void Repeat(long interval, Action action)
    {
        repeating++;
        Time.After(interval, () =>
        {
            repeating--;
            action();

            // A run in which nothing else can happen any more must end, with an error, instead of sampling for ever.
            if (!IsOver && (scaler is not null || Time.Pending > repeating))
                Repeat(interval, action);
        });
    }
}

/// <summary>Figures of a run that are not those of its requests.</summary>
internal sealed record RunFigures(long Steps, long Events, double Seconds, double InstanceSeconds, double Fragmentation, double BlockedInstances, List<double> StallsMs);
