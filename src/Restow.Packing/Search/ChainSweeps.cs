using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>Goes over the items that could gain by an ejection chain until none does any more: pending ones that find a place, disturbed ones that go home.</summary>
internal sealed class ChainSweeps
{
    // Trials for one item: a look at each node of a large cluster, and more as long as there is time.
    private const long Work = 40_000;
    private const int Rounds = 4;

    // Cheap places are taken first: what a costly one moves would be in their way.
    private static readonly int[] Moves = [1, 3, 8, int.MaxValue];

    private readonly PackingProblem problem;
    private readonly SearchState state;
    private readonly SeededRandom random;
    private readonly EjectionChains chains;
    private readonly HashSet<int> hopeless = [];

    public ChainSweeps(PackingProblem problem, SearchState state, SeededRandom random)
    {
        this.problem = problem;
        this.state = state;
        this.random = random;
        chains = new EjectionChains(problem, state, random);
    }

    /// <summary>Places pending items, highest tier first, each where it disturbs least: by short chains, then by longer ones, then for lower tiers.</summary>
    /// <param name="gained">Told whenever one more is placed.</param>
    public void PlaceAll(Effort effort, Action? gained = null)
    {
        long work = Work;
        for (int round = 0; round < Rounds && !effort.IsOver; round++, work *= 4)
        {
            for (int depth = round == 0 ? 0 : 1; depth <= 1; depth++)
            {
                foreach (int moves in Moves)
                    Sweep(depth, givesUp: false, Limit(moves), work, effort, gained);
            }

            Sweep(0, givesUp: true, double.PositiveInfinity, work, effort, gained);
        }
    }

    /// <summary>Sends disturbed items home while that disturbs fewer.</summary>
    public void SendHome(Effort effort)
    {
        var away = new List<int>();
        bool gained = true;
        for (int depth = 0; (gained || depth <= 2) && !effort.IsOver; depth++)
        {
            gained = false;
            away.Clear();
            for (int i = 0; i < state.Node.Length; i++)
            {
                if (problem.Origin[i] >= 0 && state.Node[i] >= 0 && state.Node[i] != problem.Origin[i])
                    away.Add(i);
            }

            random.Shuffle<int>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(away));
            foreach (int item in away)
            {
                if (effort.IsOver)
                    break;
                if (state.Node[item] != problem.Origin[item])
                    gained |= chains.SendHome(item, Math.Min(depth, 3), Work, effort) < 0;
            }
        }
    }

    private double Limit(int moves) => moves == int.MaxValue ? double.PositiveInfinity : (moves * problem.Options.MoveWeight) + 0.5;

    private void Sweep(int depth, bool givesUp, double most, long work, Effort effort, Action? gained)
    {
        for (bool again = true; again && !effort.IsOver;)
        {
            again = false;
            hopeless.Clear();
            foreach (int item in Enumerable.Range(0, state.Node.Length).Where(i => state.Node[i] < 0).OrderBy(i => problem.Tier[i]).ThenBy(i => i).ToList())
            {
                if (effort.IsOver)
                    return;
                if (state.Node[item] >= 0 || hopeless.Contains(problem.Group[item]))
                    continue;
                if (chains.Place(item, depth, givesUp, most, work, effort))
                {
                    again = true;
                    gained?.Invoke();
                }
                else
                {
                    hopeless.Add(problem.Group[item]);
                }
            }
        }
    }
}
