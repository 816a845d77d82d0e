using Restow.Serving.Engine;
using Restow.Serving.Llumlets;
using Restow.Serving.Migration;

namespace Restow.Serving.Scheduling;

/// <summary>Everything that a policy decides, each by a small class.</summary>
public sealed record ServingPolicy
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where new requests go.</summary>
    public required IDispatchPolicy Dispatch { get; init; }

    /// <summary>How load is measured.</summary>
    public required Freeness Freeness { get; init; }

    /// <summary>Who starts while the head of a queue is blocked.</summary>
    public IAdmissionOrder Admission { get; init; } = new FirstComeFirstServed();

    /// <summary>Prompt tokens of one prefill step, where the policy sets another limit than the instance.</summary>
    public int? MaxStepTokens { get; init; }

    /// <summary>Which request migrates.</summary>
    public IVictimChoice Victim { get; init; } = new LatestArrival();

    /// <summary>Whether requests migrate at all.</summary>
    public bool Migrates { get; init; }

    /// <summary>The protocol's limits.</summary>
    public MigrationOptions Migration { get; init; } = new();

    /// <summary>Instances below this freeness (blocks a request) are sources, above it destinations. The artifact: 3, and 10 for M-M and S-L.</summary>
    public double MigrationThreshold { get; init; } = 3;

    /// <summary>Whether requests of a failed instance are replayed elsewhere; Llumnix aborts them.</summary>
    public bool ReplaysAfterFailure { get; init; }

    /// <summary>Whether one scheduler plans every instance's every step (the comparison of the paper's section 6.6).</summary>
    public bool Centralized { get; init; }
}
