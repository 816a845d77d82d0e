using Restow.Core;
using Restow.Rescheduling.Checking;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling;

/// <summary>How many trajectories a policy samples, and from what.</summary>
public sealed record PolicySampling
{
    /// <summary>Trajectories; the first is greedy. Default 16.</summary>
    public int Trajectories { get; init; } = 16;

    /// <summary>Of all machines (identical ones on the same nodes as one), the share with the lowest probabilities that is never sampled. Default .995.</summary>
    public double VmQuantile { get; init; } = 0.995;

    /// <summary>The same for destinations. Default .98.</summary>
    public double NodeQuantile { get; init; } = 0.98;
}

/// <summary>The best of the first k trajectories.</summary>
/// <param name="Value">Value of the objective.</param>
/// <param name="Migrations">Migrations that lead there.</param>
/// <param name="Seconds">Seconds since the start.</param>
public sealed record BestTrajectory(long Value, int Migrations, double Seconds);

/// <summary>What the learned policy reaches with more and more trajectories ("risk-seeking evaluation", EuroSys'25, section 3.5).</summary>
/// <param name="Before">Value of the objective in the snapshot.</param>
/// <param name="Best">For k = 1, 2, ... the best of the first k.</param>
public sealed record PolicyEvaluation(long Before, IReadOnlyList<BestTrajectory> Best)
{
    /// <summary>Runs the policy of <see cref="ReschedulingOptions.PolicyFile"/>, or the one that ships.</summary>
    /// <returns>The evaluation, or the fault of the weights or the fleet.</returns>
    public static Result<PolicyEvaluation> Run(Fleet fleet, ReschedulingOptions options, PolicySampling sampling, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sampling);
        if (FleetCheck.Check(fleet) is { } inconsistent)
            return inconsistent;
        if (!PolicyWeights.Load(options.PolicyFile).TryGet(out PolicyNetwork? network, out Fault? fault))
            return fault;
        var search = new PolicySearch(network) { VmQuantile = sampling.VmQuantile, NodeQuantile = sampling.NodeQuantile };
        ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, options);
        Deadline deadline = Deadline.In(options.Time, null, cancellation);
        var random = new SeededRandom(options.Seed);
        var best = new List<BestTrajectory>();
        Trajectory? bestSoFar = null;
        for (int k = 0; k < sampling.Trajectories && (k == 0 || !deadline.IsExpired); k++)
        {
            Trajectory next = search.Follow(problem, deadline, k == 0 ? null : random);
            bestSoFar = bestSoFar is null || next.IsBetterThan(bestSoFar) ? next : bestSoFar;
            best.Add(new BestTrajectory(bestSoFar.Value, bestSoFar.Moves.Count, deadline.Elapsed.TotalSeconds));
        }

        return new PolicyEvaluation(new FleetState(problem).Value, best);
    }
}
