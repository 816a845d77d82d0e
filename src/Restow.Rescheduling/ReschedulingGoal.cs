using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Views;

namespace Restow.Rescheduling;

/// <summary>A goal in the reader's terms as a value of the objective.</summary>
public static class ReschedulingGoal
{
    /// <summary>
    /// For fragments of one chunk size the least value whose fragment rate is at most <paramref name="goal"/>; for any other objective the goal itself, a whole number.
    /// </summary>
    /// <param name="fleet">The snapshot: its free cores do not change.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="goal">A fragment rate from 0 to 1, or a value.</param>
    public static Result<long> ValueOf(Fleet fleet, FleetObjective objective, double goal)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(objective);
        if (objective is not Fragments { Chunks: [var (cores, weight)] })
        {
            return double.IsInteger(goal) && Math.Abs(goal) < 1L << 53
                ? (long)goal
                : new Fault("options", "goal", $"{goal} is not a whole number of {objective.Unit}", "give a whole number; a fragment rate is a goal for fragments of one chunk size");
        }

        if (!(goal is >= 0 and <= 1))
            return new Fault("options", "goal", $"{goal} is not a fragment rate", "give a number from 0 to 1");
        long free = new FreeCores(fleet, [.. fleet.Vms.Select(v => v.Placement)]).Total;
        // A hair less, so that a rate that was printed with six digits is reached by what it stood for.
        return weight * (long)Math.Ceiling(((1 - goal) * free / cores) - 1e-5);
    }
}
