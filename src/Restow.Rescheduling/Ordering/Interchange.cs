using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>
/// Machines that nothing tells apart stand in for each other: a placement says how many of a kind run where, not which. As many as possible stay, so that a
/// placement needs the fewest migrations.
/// </summary>
internal sealed class Interchange
{
    private readonly ReschedulingProblem problem;
    private readonly int[] kind;

    public Interchange(ReschedulingProblem problem)
    {
        this.problem = problem;
        kind = new int[problem.Vms];
        var kinds = new Dictionary<(int, int, bool, long), int>();
        for (int v = 0; v < kind.Length; v++)
        {
            if (!problem.Movable[v] || problem.Pins[v] is not null || problem.Rules.Of[v].Length > 0)
            {
                kind[v] = -1;
                continue;
            }

            (int, int, bool, long) key = (problem.Cores[v], problem.Memory[v], problem.OriginB[v] >= 0, problem.MigratedMb[v]);
            if (!kinds.TryGetValue(key, out kind[v]))
                kinds[key] = kind[v] = kinds.Count;
        }
    }

    /// <summary>Whether the two may change places in a plan.</summary>
    public bool AreAlike(int vm, int other) => kind[vm] >= 0 && kind[vm] == kind[other];

    /// <summary>The same placement up to machines that are alike, with the fewest of them displaced.</summary>
    /// <returns>The machines that still move, and where to.</returns>
    public List<VmMove> FewestMoves(ReadOnlySpan<int> nodeA, ReadOnlySpan<int> nodeB)
    {
        var moves = new List<VmMove>();
        var displaced = new Dictionary<int, List<int>>();
        for (int v = 0; v < kind.Length; v++)
        {
            if (nodeA[v] == problem.OriginA[v] && nodeB[v] == problem.OriginB[v])
                continue;
            if (kind[v] < 0)
                moves.Add(new VmMove(v, nodeA[v], nodeB[v]));
            else if (displaced.TryGetValue(kind[v], out List<int>? list))
                list.Add(v);
            else
                displaced[kind[v]] = [v];
        }

        foreach (List<int> some in displaced.Values)
            Match(some, nodeA, nodeB, moves);
        return moves;
    }

    // Who leaves a place that another one of its kind takes stays instead; the rest take the places that are left, their own first.
    private void Match(List<int> displaced, ReadOnlySpan<int> nodeA, ReadOnlySpan<int> nodeB, List<VmMove> moves)
    {
        var places = new Dictionary<(int, int), int>();
        foreach (int v in displaced)
            places[(nodeA[v], nodeB[v])] = places.GetValueOrDefault((nodeA[v], nodeB[v])) + 1;
        var leaving = new List<int>();
        foreach (int v in displaced)
        {
            if (!Take(places, (problem.OriginA[v], problem.OriginB[v])))
                leaving.Add(v);
        }

        var open = new List<int>();
        foreach (int v in leaving)
        {
            if (Take(places, (nodeA[v], nodeB[v])))
                moves.Add(new VmMove(v, nodeA[v], nodeB[v]));
            else
                open.Add(v);
        }

        var left = new Queue<(int A, int B)>(places.SelectMany(p => Enumerable.Repeat(p.Key, p.Value)));
        foreach (int v in open)
        {
            (int a, int b) = left.Dequeue();
            moves.Add(new VmMove(v, a, b));
        }
    }

    private static bool Take(Dictionary<(int, int), int> places, (int, int) place)
    {
        if (places.GetValueOrDefault(place) == 0)
            return false;
        places[place]--;
        return true;
    }
}
