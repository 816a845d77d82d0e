using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>Which nodes a step of ruin and recreate frees.</summary>
internal sealed class NodeChoice(PackingProblem problem, SearchState state, SeededRandom random, FreeSpace space)
{
    /// <summary>The most nodes that are chosen at once.</summary>
    public const int Most = 5;

    /// <summary>The nodes chosen last, all different; how many is what the choice returned.</summary>
    public int[] Nodes { get; } = new int[Most];

    /// <summary>Two to five nodes, the first rather one with much room.</summary>
    public int Any()
    {
        int want = Math.Min(problem.NodeCount, 2 + random.Next(Most - 1));
        int count = 0;
        for (int guard = 0; count < want && guard < 40; guard++)
        {
            int n = random.Next(problem.NodeCount);
            // Of two, the one with more room: that is where something can be gained.
            if (count == 0 && problem.NodeCount > 8)
            {
                int other = random.Next(problem.NodeCount);
                n = space.Of(other) > space.Of(n) ? other : n;
            }

            if (!Nodes.AsSpan(0, count).Contains(n))
                Nodes[count++] = n;
        }

        return count;
    }

    /// <summary>Where an item is, where it came from, and up to two nodes where the items that took its place came from.</summary>
    public int Around(int item)
    {
        int count = 0;
        if (state.Node[item] >= 0)
            Nodes[count++] = state.Node[item];
        int home = problem.Origin[item];
        if (home >= 0 && (count == 0 || Nodes[0] != home))
            Nodes[count++] = home;
        int want = Math.Min(problem.NodeCount, count + random.Next(3));
        for (int guard = 0; count < want && guard < 20; guard++)
        {
            int n = random.Next(problem.NodeCount);
            if (home >= 0 && random.Next(2) == 0 && state.First(home) >= 0)
            {
                int guest = state.First(home);
                for (int hops = random.Next(8); hops > 0 && state.Next(guest) >= 0; hops--)
                    guest = state.Next(guest);
                if (problem.Origin[guest] >= 0)
                    n = problem.Origin[guest];
            }

            if (!Nodes.AsSpan(0, count).Contains(n))
                Nodes[count++] = n;
        }

        return count;
    }
}
