using Restow.Core;
using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;

namespace Restow.Serving.Scheduling;

/// <summary>What a policy needs to know to be made.</summary>
/// <param name="Variant">The paper or its artifact.</param>
/// <param name="Threshold">The migration threshold, in blocks a request.</param>
/// <param name="Limits">An instance's limits.</param>
/// <param name="Seed">For policies that choose at random.</param>
public sealed record PolicyContext(LlumnixVariant Variant, double Threshold, InstanceOptions Limits, ulong Seed)
{
    /// <summary>How long requests may pass a blocked head.</summary>
    public TimeSpan BackfillBound { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What steps take, for policies that compare times.</summary>
    public LatencyModel Latency { get; init; } = LatencyModel.Corrected;

    /// <summary>Where high-priority requests go.</summary>
    public HighPriorityPlacement HighPlacement { get; init; }

    /// <summary>The load, in blocks, that an instance with a high-priority request is kept at.</summary>
    public int HighTargetBlocks { get; init; } = 100;

    /// <summary>Whether high-priority requests migrate for the sake of load; from a draining instance they do in any case.</summary>
    public bool HighMigrates { get; init; }
}

/// <summary>
/// The policies by name. A name may be followed by improvements of ours, each with a slash: <c>infaas++/inflight/backfill</c>
/// is INFaaS++ with a dispatcher that counts what it just sent, and with backfill behind a blocked head.
/// </summary>
public static class ServingPolicies
{
    // A prefill's time is all but linear in its tokens: longer steps gain nothing, and each prompt waits for the whole step.
    private const int ShortStepTokens = 512;

    /// <summary>The names without improvements.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["llumnix", "infaas++", "round-robin", "least-requests", "power-of-two", "centralized", "restow"];

    /// <summary>The improvements.</summary>
    public static IReadOnlyList<string> Improvements { get; } = ["inflight", "deficit", "quiet", "short-steps", "frees-head", "backfill", "prefix", "replay", "step-headroom"];

    /// <summary>The policy called <paramref name="name"/>, new: policies have state.</summary>
    public static Result<ServingPolicy> Create(string name, PolicyContext context)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(context);
        string[] parts = name.Split('/');
        string[] improvements = parts[0] == "restow" ? ["inflight", "deficit", "quiet", "short-steps", "frees-head", "backfill", "replay", "step-headroom", .. parts[1..]] : parts[1..];
        var freeness = new Freeness(context.Variant, context.HighTargetBlocks)
        {
            KeepsDeficits = improvements.Contains("deficit"),
            HighPlacement = context.HighPlacement,
            Steps = improvements.Contains("step-headroom") ? new StepHeadroom(context.Latency, context.Limits.BlockTokens) : null,
        };
        bool inFlight = improvements.Contains("inflight");
        IDispatchPolicy? dispatch = parts[0] switch
        {
            "llumnix" or "infaas++" or "restow" or "centralized" => new FreestDispatch(freeness, inFlight),
            "round-robin" => new RoundRobinDispatch(),
            "least-requests" => new LeastRequestsDispatch(),
            "power-of-two" => new PowerOfTwoDispatch(freeness, new SeededRandom(context.Seed)),
            _ => null,
        };
        if (dispatch is null)
            return new Fault("--policy", parts[0], "there is no such policy", $"choose from {string.Join(", ", Names)}");
        if (improvements.FirstOrDefault(i => !Improvements.Contains(i)) is { } unknown)
            return new Fault("--policy", name, $"there is no improvement '{unknown}'", $"choose from {string.Join(", ", Improvements)}");

        if (improvements.Contains("quiet"))
            dispatch = new QuietFirstDispatch(dispatch, freeness, context.Threshold, context.Limits);
        bool backfill = improvements.Contains("backfill");
        IVictimChoice victim = context.Variant == LlumnixVariant.Paper ? new ShortestOfLowestPriority() : new LatestArrival();
        if (improvements.Contains("frees-head"))
            victim = new SmallestThatFreesHead(victim);
        return new ServingPolicy
        {
            Name = name,
            Freeness = freeness,
            Dispatch = improvements.Contains("prefix") ? new PrefixAwareDispatch(dispatch, freeness, context.Limits, context.Latency) : dispatch,
            Admission = backfill ? new BoundedBackfill(context.BackfillBound) : new FirstComeFirstServed(),
            Victim = context.HighMigrates ? victim : new NormalOnly(victim),
            MaxStepTokens = improvements.Contains("short-steps") ? ShortStepTokens : null,
            Migrates = parts[0] is "llumnix" or "restow",
            MigrationThreshold = context.Threshold,
            Migration = new MigrationOptions { RefuseWhileBlocked = backfill },
            ReplaysAfterFailure = improvements.Contains("replay"),
            Centralized = parts[0] == "centralized",
        };
    }
}
