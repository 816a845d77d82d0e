using Restow.Core;
using Restow.Serving.Scheduling;
using Restow.Serving.Simulation;

namespace Restow.Serving;

/// <summary>Runs a trace through a policy on a virtual clock. Equal inputs give equal reports, to the last bit.</summary>
public static class ServingSimulator
{
    /// <summary>Simulates <paramref name="requests"/>, which are in order of arrival.</summary>
    /// <param name="options">The cluster and the policy; an unknown policy is the one expected failure.</param>
    /// <param name="requests">The trace.</param>
    /// <param name="timeline">Takes every step and migration, where wanted.</param>
    public static Result<SimulationReport> Run(SimulationOptions options, IReadOnlyList<ServingRequest> requests, Timeline? timeline = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        var context = new PolicyContext(options.Variant, options.Threshold, options.Limits, options.Seed)
        {
            BackfillBound = TimeSpan.FromSeconds(options.BackfillSeconds),
            Latency = options.Latency,
            HighPlacement = options.HighPlacement,
            HighTargetBlocks = options.HighTargetBlocks,
            HighMigrates = options.HighMigrates,
        };
        return ServingPolicies
            .Create(options.Policy, context)
            .Then<SimulationReport>(policy => new ServingSimulation(options, policy, requests, timeline).Run());
    }
}
