using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;

namespace Restow.Serving;

/// <summary>An instance that dies.</summary>
/// <param name="AtSeconds">When.</param>
/// <param name="Instance">Which.</param>
/// <param name="DownSeconds">After how long it is started again.</param>
public sealed record InstanceFailure(double AtSeconds, int Instance, double DownSeconds);

/// <summary>What is simulated.</summary>
public sealed record SimulationOptions
{
    /// <summary>The policy's name, see <see cref="ServingPolicies"/>.</summary>
    public string Policy { get; init; } = "llumnix";

    /// <summary>The paper or its artifact, where they differ.</summary>
    public LlumnixVariant Variant { get; init; }

    /// <summary>Migration threshold, in blocks a request.</summary>
    public double Threshold { get; init; } = 3;

    /// <summary>How long requests may pass a blocked head, in policies with backfill.</summary>
    public double BackfillSeconds { get; init; } = 30;

    /// <summary>Where high-priority requests go; policies with <c>step-headroom</c> decide by the length of steps instead.</summary>
    public HighPriorityPlacement HighPlacement { get; init; }

    /// <summary>The load, in blocks, that an instance with a high-priority request is kept at: 1,600 tokens in the artifact.</summary>
    public int HighTargetBlocks { get; init; } = 100;

    /// <summary>Whether high-priority requests migrate for the sake of load.</summary>
    public bool HighMigrates { get; init; }

    /// <summary>Instances; with scaling, those at the start.</summary>
    public int Instances { get; init; } = 16;

    /// <summary>An instance's limits.</summary>
    public InstanceOptions Limits { get; init; } = new();

    /// <summary>What steps and copies take.</summary>
    public LatencyModel Latency { get; init; } = LatencyModel.Corrected;

    /// <summary>Steps vary uniformly by this part of their time in both directions.</summary>
    public double Jitter { get; init; }

    /// <summary>For the jitter and for policies that choose at random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Auto-scaling; <c>null</c> for a fixed number of instances.</summary>
    public AutoScalingOptions? Scaling { get; init; }

    /// <summary>From the decision to start an instance until it serves.</summary>
    public double StartUpSeconds { get; init; } = 5;

    /// <summary>Instances that die.</summary>
    public IReadOnlyList<InstanceFailure> Failures { get; init; } = [];

    /// <summary>What a central scheduler computes for each request of a step, in microseconds.</summary>
    public double CentralMicrosecondsPerRequest { get; init; } = 10;

    /// <summary>Which requests those are.</summary>
    public CentralScope CentralScope { get; init; }

    /// <summary>Treats every request as normal; the report still tells the classes apart. The comparison of the paper's section 6.4.</summary>
    public bool IgnorePriorities { get; init; }

    /// <summary>Time between two samples of the memory's fragmentation; 0 for none.</summary>
    public double FragmentationSampleSeconds { get; init; } = 1;

    /// <summary>Checks the block accounts of every instance each so many events; 0 for never.</summary>
    internal int VerifyEveryEvents { get; init; }
}
