using Restow.Serving;
using Restow.Serving.Llumlets;
using Restow.Serving.Workloads;

namespace Restow.Experiments.Serving;

/// <summary>One setting of the paper's experiment with priorities: S-S, 26 requests a second, a tenth of them of high priority.</summary>
internal sealed record PrioritySetting(LatencyModel Model, double Cv, int Replicates)
{
    public string Policy { get; init; } = "llumnix";

    public double Rate { get; init; } = 26;

    public HighPriorityPlacement Placement { get; init; } = HighPriorityPlacement.ShareBelowTarget;

    public bool Migrates { get; init; }

    public int TargetBlocks { get; init; } = 100;

    public int Chunk { get; init; }

    /// <summary>The trace's seed; the artifact's by default.</summary>
    public uint Seed { get; init; } = 0xCADE;

    public IReadOnlyList<ServingRequest> Trace => Workload.Create("s-s", new WorkloadOptions { Rate = Rate, Cv = Cv, HighPart = 0.1, Seed = Seed }).Value;

    public SimulationOptions Options => new()
    {
        Policy = Policy,
        Variant = LlumnixVariant.Artifact,
        Jitter = 0.05,
        Latency = Model,
        HighPlacement = Placement,
        HighMigrates = Migrates,
        HighTargetBlocks = TargetBlocks,
        FragmentationSampleSeconds = 0,
        Limits = new InstanceOptions { ChunkTokens = Chunk },
    };
}
