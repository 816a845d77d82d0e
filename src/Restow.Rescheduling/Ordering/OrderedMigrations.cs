using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>Migrations in waves.</summary>
/// <param name="Waves">The waves; the moves of one may run together.</param>
/// <param name="Final">The state after the last.</param>
/// <param name="Hops">How many of them are hops over a third host.</param>
/// <param name="LeftOut">How many migrations found no turn.</param>
internal sealed record OrderedMigrations(IReadOnlyList<IReadOnlyList<VmMove>> Waves, FleetState Final, int Hops, int LeftOut)
{
    public int Count => Waves.Sum(w => w.Count);

    /// <summary>The waves up to the one after which the score is highest.</summary>
    public OrderedMigrations UpToBest(ReschedulingProblem problem)
    {
        var state = new FleetState(problem);
        FleetState best = state.Clone();
        int waves = 0;
        for (int w = 0; w < Waves.Count; w++)
        {
            foreach (VmMove move in Waves[w])
                state.Move(move.Vm, move.NodeA, move.NodeB);
            if (state.Score <= best.Score)
                continue;
            best = state.Clone();
            waves = w + 1;
        }

        return new OrderedMigrations([.. Waves.Take(waves)], best, Hops, LeftOut + Waves.Skip(waves).Sum(w => w.Count));
    }
}
