using Restow.Core.Statistics;
using Restow.Serving.Engine;
using Restow.Serving.Simulation;

namespace Restow.Serving;

/// <summary>What a run showed. Times are seconds unless the name says otherwise; latencies are those of completed requests.</summary>
public sealed record SimulationReport
{
    /// <summary>The policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Requests that arrived.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests by the way they ended.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>From arrival to the first token, queueing included.</summary>
    public required Summary Prefill { get; init; }

    /// <summary>Mean time of a request's tokens after the first.</summary>
    public required Summary Decode { get; init; }

    /// <summary>From arrival to the last token.</summary>
    public required Summary Request { get; init; }

    /// <summary>Requeue waits and recomputations of preempted requests, averaged over all requests.</summary>
    public required double PreemptionLossMean { get; init; }

    /// <summary>Preemptions.</summary>
    public required int Preemptions { get; init; }

    /// <summary>Completed migrations.</summary>
    public required int Migrations { get; init; }

    /// <summary>Time out of every batch for each completed migration, aborted attempts included, in milliseconds.</summary>
    public required double MigrationDowntimeMeanMs { get; init; }

    /// <summary>Memory that is free but useless for being scattered, as a part of all memory.</summary>
    public required double Fragmentation { get; init; }

    /// <summary>The part of the instances whose queue's head waits for memory, averaged over the run.</summary>
    public required double BlockedInstances { get; init; }

    /// <summary>Instances that were up, averaged over the run.</summary>
    public required double InstancesMean { get; init; }

    /// <summary>Requests that a failure sent elsewhere.</summary>
    public required int Replays { get; init; }

    /// <summary>Longest time to the first token by prompt length: at most 64, 256, 1024, 4096 tokens, and longer.</summary>
    public required IReadOnlyList<double> LongestWaitBySize { get; init; }

    /// <summary>Wait of a step for a central scheduler, in milliseconds; all zero for others.</summary>
    public required Summary StallMs { get; init; }

    /// <summary>Simulated steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Events of the kernel, steps included.</summary>
    public required long Events { get; init; }

    /// <summary>Simulated time.</summary>
    public required double Seconds { get; init; }

    /// <summary>The requests of high priority alone; <c>null</c> without any.</summary>
    public PriorityFigures? High { get; init; }

    /// <summary>The others, where there are both.</summary>
    public PriorityFigures? Normal { get; init; }

    internal static SimulationReport Of(string policy, Sequence[] sequences, IReadOnlyList<ServingRequest> requests, SimulationOptions options, RunFigures run)
    {
        Sequence[] done = [.. sequences.Where(static s => s.Outcome == RequestOutcome.Completed)];
        double extra = options.Latency.ReportedPrefillExtra / 1e3;
        int migrations = sequences.Sum(static s => s.Migrations);
        ILookup<RequestPriority, Sequence> classes = Enumerable.Range(0, sequences.Length)
            .Where(i => sequences[i].Outcome == RequestOutcome.Completed).ToLookup(i => requests[i].ExecutionPriority, i => sequences[i]);
        bool mixed = classes.Contains(RequestPriority.High);
        return new SimulationReport
        {
            Policy = policy,
            Requests = sequences.Length,
            Outcomes = sequences.GroupBy(static s => s.Outcome).OrderBy(static g => g.Key)
                .ToDictionary(static g => char.ToLowerInvariant($"{g.Key}"[0]) + $"{g.Key}"[1..], static g => g.Count()),
            Prefill = PriorityFigures.PrefillOf(done, extra),
            Decode = PriorityFigures.DecodeOf(done),
            Request = PriorityFigures.RequestOf(done),
            PreemptionLossMean = sequences.Length == 0 ? 0 : sequences.Sum(static s => s.PreemptionLoss / 1e9) / sequences.Length,
            Preemptions = sequences.Sum(static s => s.Preemptions),
            Migrations = migrations,
            MigrationDowntimeMeanMs = migrations == 0 ? 0 : sequences.Sum(static s => s.Downtime / 1e6) / migrations,
            Fragmentation = run.Fragmentation,
            BlockedInstances = run.BlockedInstances,
            InstancesMean = run.Seconds == 0 ? 0 : run.InstanceSeconds / run.Seconds,
            Replays = sequences.Sum(static s => s.Replays),
            LongestWaitBySize = LongestWaits(done, extra),
            StallMs = Summary.Of(run.StallsMs.ToArray()),
            Steps = run.Steps,
            Events = run.Events,
            Seconds = run.Seconds,
            High = mixed ? PriorityFigures.Of([.. classes[RequestPriority.High]], extra) : null,
            Normal = mixed ? PriorityFigures.Of([.. classes[RequestPriority.Normal]], extra) : null,
        };
    }

    private static double[] LongestWaits(Sequence[] done, double extra)
    {
        int[] limits = [64, 256, 1024, 4096, int.MaxValue];
        var longest = new double[limits.Length];
        foreach (Sequence sequence in done)
        {
            int size = Array.FindIndex(limits, limit => sequence.Request.PromptTokens <= limit);
            longest[size] = Math.Max(longest[size], ((sequence.FirstTokenAt - sequence.ArrivedAt) / 1e9) + extra);
        }

        return longest;
    }
}

/// <summary>The latencies of one class of requests, in seconds.</summary>
public sealed record PriorityFigures(int Requests, Summary Prefill, Summary Decode, Summary Request)
{
    internal static PriorityFigures Of(Sequence[] done, double extra) =>
        new(done.Length, PrefillOf(done, extra), DecodeOf(done), RequestOf(done));

    internal static Summary PrefillOf(Sequence[] done, double extra) =>
        Summary.Of(Array.ConvertAll(done, s => ((s.FirstTokenAt - s.ArrivedAt) / 1e9) + extra));

    internal static Summary DecodeOf(Sequence[] done) =>
        Summary.Of([.. done.Where(static s => s.Generated > 1).Select(static s => (s.EndedAt - s.FirstTokenAt) / 1e9 / (s.Generated - 1))]);

    internal static Summary RequestOf(Sequence[] done) => Summary.Of(Array.ConvertAll(done, static s => (s.EndedAt - s.ArrivedAt) / 1e9));
}
