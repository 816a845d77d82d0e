using Restow.Rescheduling.Objectives;

namespace Restow.Rescheduling;

/// <summary>How the placement is searched.</summary>
public enum ReschedulingMethod
{
    /// <summary>Annealing for an answer at once, then <see cref="Exact"/> for a better one and the proof.</summary>
    Auto,

    /// <summary>Column generation over host patterns: bound, optimum, fewest migrations for it.</summary>
    Exact,

    /// <summary>Simulated annealing.</summary>
    Anneal,

    /// <summary>The heuristic HA of the VM2RL paper.</summary>
    Greedy,

    /// <summary>Completes one more slot at a time on the node that needs the fewest released machines.</summary>
    Complete,

    /// <summary>Vector bin packing with a migration limit (alpha-VBPP).</summary>
    Vbpp,

    /// <summary>POP: blocks of hosts solved apart with a share of the limit each.</summary>
    Pop,

    /// <summary>The paper's mixed-integer model, for comparison.</summary>
    Mip,

    /// <summary>The learned policy.</summary>
    Policy,
}

/// <summary>What a plan may do, and how long the search may take.</summary>
public sealed record ReschedulingOptions
{
    /// <summary>Method of the search. Default <see cref="ReschedulingMethod.Auto"/>.</summary>
    public ReschedulingMethod Method { get; init; } = ReschedulingMethod.Auto;

    /// <summary>What is maximised. Default <see cref="Fragments.Of16"/>.</summary>
    public FleetObjective Objective { get; init; } = Fragments.Of16;

    /// <summary>Most machines that may end elsewhere than they are; a hop over a third host counts as one more. Default 50.</summary>
    public int MaxMigrations { get; init; } = 50;

    /// <summary>Value of the objective that is enough: then the fewest migrations that reach it are searched. <c>null</c> for the best.</summary>
    public long? Goal { get; init; }

    /// <summary>Most MB of memory that may be copied in all, dirtied pages included; <c>null</c> for no limit.</summary>
    public long? MaxMigratedMb { get; init; }

    /// <summary>Speed of one migration, MB/s. Default 1,000.</summary>
    public double BandwidthMbPerSecond { get; init; } = 1000;

    /// <summary>Most migrations of one wave that a host may take part in, as source or destination. Default 2.</summary>
    public int PerHostParallel { get; init; } = 2;

    /// <summary>Most migrations of one wave. Default 20.</summary>
    public int Parallel { get; init; } = 20;

    /// <summary>Wall time of everything after the snapshot is read. Default 5 s; the search ends earlier when the optimum is proven.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Seed of every random choice. With <see cref="Threads"/> 1 the search counts its work where it can: the same seed gives the same plan wherever the search ends, by a proof or by its count,
    /// before the deadline. Default 1.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Search threads. Default: 2, or 1 on a machine with one core.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>File with the weights of a policy for <see cref="ReschedulingMethod.Policy"/>; <c>null</c> for the one that ships.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>How many trajectories <see cref="ReschedulingMethod.Policy"/> samples, the best of which counts; 1 is greedy. Default 1.</summary>
    public int Trajectories { get; init; } = 1;
}
