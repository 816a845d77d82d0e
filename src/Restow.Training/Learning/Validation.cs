using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Patterns;

namespace Restow.Training.Learning;

/// <summary>Whole churned fleets that are never trained on, with their optima: what the greedy policy gains of what there is to gain.</summary>
internal sealed class Validation
{
    private readonly List<(ReschedulingProblem Problem, long Before, long Optimum)> cases = [];
    private readonly bool tabu;

    /// <param name="snapshot">The snapshot that is churned.</param>
    /// <param name="count">How many fleets.</param>
    /// <param name="firstSeed">Seed of the first.</param>
    /// <param name="migrations">Migration limit.</param>
    /// <param name="tabu">The environment's.</param>
    public Validation(Fleet snapshot, int count, ulong firstSeed, int migrations, bool tabu)
    {
        this.tabu = tabu;
        for (int i = 0; i < count; i++)
        {
            Fleet fleet = Churn.Apply(snapshot, firstSeed + (ulong)i);
            ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, new ReschedulingOptions { MaxMigrations = migrations });
            long optimum = new ExactSearch().Search(problem, Deadline.In(TimeSpan.FromMinutes(5)), null).State.Value;
            cases.Add((problem, new FleetState(problem).Value, optimum));
        }
    }

    public int Count => cases.Count;

    /// <summary>Mean slots that the optima gain.</summary>
    public double MeanOptimum => cases.Average(c => (double)(c.Optimum - c.Before));

    /// <summary>Mean slots that the paper's policy gains, greedily; the best state on the way counts.</summary>
    public double MeanGain(PaperPolicy policy) => cases.Average(c =>
    {
        List<PaperPolicy.Move> moves = policy.Play(new PolicyEnvironment(c.Problem, tabu), c.Problem.MaxMigrations, null);
        (long best, long sum) = (0, 0);
        foreach (PaperPolicy.Move move in moves)
            best = Math.Max(best, sum += move.Slots);
        return (double)best;
    });

    /// <summary>Mean slots that the greedy policy gains.</summary>
    public double MeanGain(PolicyNetwork network)
    {
        var search = new PolicySearch(network) { Tabu = tabu };
        return cases.Average(c => (double)(search.Follow(c.Problem, Deadline.In(TimeSpan.FromMinutes(1)), null).Value - c.Before));
    }
}
