using Restow.Rescheduling.Search;

namespace Restow.Experiments.Rescheduling;

/// <summary>Makes the migrations of an answer one at a time, each only where it fits at that moment; none takes a way over a third host.</summary>
internal static class OneByOne
{
    /// <summary>Makes every move that can be made, in the order given, again and again while that makes others fit.</summary>
    /// <returns>The moves in the order in which they were made.</returns>
    public static List<VmMove> Apply(FleetState state, IEnumerable<VmMove> moves)
    {
        var waiting = moves.ToList();
        var made = new List<VmMove>();
        for (int before = -1; before != made.Count;)
        {
            before = made.Count;
            for (int k = 0; k < waiting.Count;)
            {
                VmMove move = waiting[k];
                if (!state.Fits(move.Vm, move.NodeA, move.NodeB) || !state.Allows(move.Vm, state.Problem.NodeHost[move.NodeA]))
                {
                    k++;
                    continue;
                }

                state.Move(move.Vm, move.NodeA, move.NodeB);
                made.Add(move);
                waiting.RemoveAt(k);
            }
        }

        return made;
    }
}
