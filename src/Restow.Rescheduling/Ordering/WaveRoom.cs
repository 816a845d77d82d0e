using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>
/// What may still join a wave. While a migration runs it holds cores and memory on both sides, so an arrival has to fit beside everything that was there when
/// the wave began and beside the wave's other arrivals.
/// </summary>
internal sealed class WaveRoom(FleetState state)
{
    private readonly Dictionary<int, (int Cores, int Memory)> arriving = [];
    private readonly Dictionary<int, int> busy = [];
    private readonly HashSet<(int Rule, int Host)> rules = [];
    private readonly ReschedulingProblem problem = state.Problem;

    public List<VmMove> Moves { get; } = [];

    /// <summary>Adds the migration when it is possible now.</summary>
    public bool TryAdd(VmMove move)
    {
        int from = state.HostOf(move.Vm);
        int to = problem.NodeHost[move.NodeA];
        if (Moves.Count >= problem.Options.Parallel || busy.GetValueOrDefault(from) >= problem.Options.PerHostParallel || busy.GetValueOrDefault(to) >= problem.Options.PerHostParallel)
            return false;
        if (!HasRoom(move) || !state.Allows(move.Vm, to) || (to != from && problem.Rules.Of[move.Vm].Any(r => rules.Contains((r, to)))))
            return false;
        Moves.Add(move);
        busy[from] = busy.GetValueOrDefault(from) + 1;
        if (to != from)
            busy[to] = busy.GetValueOrDefault(to) + 1;
        Claim(move.NodeA, move.Vm);
        if (move.NodeB >= 0)
            Claim(move.NodeB, move.Vm);

        // The members of a rule meet one at a time: whether a second may follow is seen when the first has arrived.
        foreach (int r in problem.Rules.Of[move.Vm])
        {
            rules.Add((r, to));
            if (problem.Rules.Rules[r].Kind == RuleKind.Affinity)
                rules.Add((r, from));
        }

        return true;
    }

    /// <summary>Whether cores and memory suffice on the destination while the source still holds the machine.</summary>
    public bool HasRoom(VmMove move) => HasRoom(move.NodeA, move.Vm) && (move.NodeB < 0 || HasRoom(move.NodeB, move.Vm));

    private bool HasRoom(int node, int vm)
    {
        (int cores, int memory) = arriving.GetValueOrDefault(node);
        return state.FreeCores[node] - cores >= problem.Cores[vm] && state.FreeMemory[node] - memory >= problem.Memory[vm];
    }

    private void Claim(int node, int vm)
    {
        (int cores, int memory) = arriving.GetValueOrDefault(node);
        arriving[node] = (cores + problem.Cores[vm], memory + problem.Memory[vm]);
    }
}
