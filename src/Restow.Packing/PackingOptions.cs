namespace Restow.Packing;

/// <summary>How a placement is searched.</summary>
public enum PackingMethod
{
    /// <summary>Bounds, ruin and recreate, column generation, fewest moves.</summary>
    Restow,

    /// <summary>The model of "Priority Matters" (arXiv 2511.08373), for comparison.</summary>
    CpSat,

    /// <summary>An emulation of kube-scheduler: each pending pod in queue order, nothing moves.</summary>
    Default,
}

/// <summary>Which running pods a plan may leave pending.</summary>
public enum EvictionPolicy
{
    /// <summary>Every running pod keeps running, perhaps elsewhere.</summary>
    None,

    /// <summary>A running pod may make room for pods of a higher priority, as in preemption.</summary>
    LowerPriority,

    /// <summary>Pods placed are counted by priority and nothing else: a large running pod may make room for two of its own priority. The objective of "Priority Matters".</summary>
    Any,
}

/// <summary>What a plan may do, and how long the search may take.</summary>
public sealed record PackingOptions
{
    /// <summary>Wall time of everything after the snapshot is read. Default 1 s.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Seed of every random choice. With <see cref="Threads"/> 1 the default method counts its work by <see cref="Time"/>: the same seed gives the same plan wherever the work is
    /// done before the deadline. Default 1.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Search threads. Default: 2, or 1 on a machine with one core.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Method of the search. Default <see cref="PackingMethod.Restow"/>.</summary>
    public PackingMethod Method { get; init; } = PackingMethod.Restow;

    /// <summary>Which running pods may be left pending. Default <see cref="EvictionPolicy.LowerPriority"/>.</summary>
    public EvictionPolicy Eviction { get; init; } = EvictionPolicy.LowerPriority;

    /// <summary>Most running pods that the plan may disturb (moved or evicted); <c>null</c> for no limit.</summary>
    public int? MaxMoves { get; init; }

    /// <summary>Most running pods of one workload that the plan may disturb; <c>null</c> for no limit.</summary>
    public int? MaxMovesPerWorkload { get; init; }

    /// <summary>Cost of moving a running pod, where staying costs nothing. Default 1.</summary>
    public int MoveWeight { get; init; } = 1;

    /// <summary>Cost of evicting a running pod for good. Default 2.</summary>
    public int EvictWeight { get; init; } = 2;

    /// <summary>Running pods younger than this stay. Default: none.</summary>
    public TimeSpan MinimumPodAge { get; init; } = TimeSpan.Zero;

    /// <summary>The moment at which ages are taken; <c>null</c> for the newest timestamp in the snapshot, so that an old snapshot gives the same answer for ever.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Namespaces whose pods never move. Default <c>kube-system</c>.</summary>
    public IReadOnlyList<string> ProtectedNamespaces { get; init; } = ["kube-system"];

    /// <summary>Whether pods with emptyDir or hostPath volumes may move and lose that data. Default: no.</summary>
    public bool MoveLocalStorage { get; init; }

    /// <summary>Whether pods without a controller, which nothing recreates, may move. Only for simulations. Default: no.</summary>
    public bool MoveBarePods { get; init; }

    /// <summary>The scheduler whose pods are planned. Default <c>default-scheduler</c>.</summary>
    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary>Whether <see cref="PackingMethod.Default"/> preempts. Default: no.</summary>
    public bool Preemption { get; init; }

    /// <summary>The rules on which pod may run where. Default <see cref="DefaultConstraints"/>.</summary>
    public IReadOnlyList<IConstraint> Constraints { get; init; } = DefaultConstraints;

    /// <summary>Every rule of kube-scheduler's default plug-ins that a snapshot can decide. Resource requests are always checked and not in this list.</summary>
    public static IReadOnlyList<IConstraint> DefaultConstraints { get; } = Restow.Packing.Constraints.DefaultConstraints.All;
}
