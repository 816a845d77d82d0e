using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// Walks a placement back towards the snapshot: as many pods placed, fewer of them disturbed, by ejection chains. Cheap, and works on a
/// state of its own that begins at the snapshot, so that every pod that stays has what it has today, down to the GPU.
/// </summary>
internal sealed class HomeWalk(PackingProblem problem, SeededRandom random)
{
    /// <summary>A placement near <paramref name="nodes"/> that can be reached from the snapshot and disturbs no more.</summary>
    public int[] Run(int[] nodes, Effort effort)
    {
        SearchState state = FromSnapshot(nodes, out bool complete);
        var sweeps = new ChainSweeps(problem, state, random);
        if (!complete)
            sweeps.PlaceAll(effort);
        sweeps.SendHome(effort);
        return ReplicaMatching.Match(problem, state.Node);
    }

    /// <summary>Whether each pod still finds its place when the snapshot's pods are there first: which GPU a pod gets depends on that.</summary>
    public bool IsReachable(int[] nodes)
    {
        if (!problem.HasDynamicRules)
            return true;
        FromSnapshot(nodes, out bool complete);
        return complete;
    }

    private SearchState FromSnapshot(int[] nodes, out bool complete)
    {
        int[] wanted = ReplicaMatching.Match(problem, nodes);
        var state = new SearchState(problem);
        state.Load(problem.Origin);
        var arrivals = new List<int>();
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == problem.Origin[i])
                continue;
            if (state.Node[i] >= 0)
                state.Remove(i);
            if (wanted[i] >= 0)
                arrivals.Add(i);
        }

        complete = true;
        foreach (int i in arrivals.OrderBy(i => problem.Tier[i]))
        {
            if (state.Fits(i, wanted[i]))
                state.Insert(i, wanted[i]);
            else
                complete = false;
        }

        return state;
    }
}
