namespace Restow.Rescheduling.Search;

/// <summary>The state taken apart: the two halves of a move, so that a search can price leaving and arriving (soft rules are not counted), and its moves.</summary>
internal sealed partial class FleetState
{
    /// <summary>How the score of their host changes when machines of it leave and go nowhere.</summary>
    public long GainOfLeaving(params ReadOnlySpan<int> vms)
    {
        int host = HostOf(vms[0]);
        long before = ScoreOf(host);
        foreach (int vm in vms)
            Release(vm, nodeA[vm], nodeB[vm]);
        count[host] -= vms.Length;
        long gain = ScoreOf(host) - before;
        count[host] += vms.Length;
        foreach (int vm in vms)
            Take(vm, nodeA[vm], nodeB[vm]);
        return gain;
    }

    /// <summary>How the score of a host changes when a machine comes from elsewhere onto these nodes, which have room for it.</summary>
    public long GainOfArriving(int vm, int a, int b)
    {
        int host = problem.NodeHost[a];
        long before = ScoreOf(host);
        Take(vm, a, b);
        count[host]++;
        long gain = ScoreOf(host) - before;
        count[host]--;
        Release(vm, a, b);
        return gain;
    }

    /// <summary>The displaced machines and where they are, by index.</summary>
    public VmMove[] Moves()
    {
        var moves = new List<VmMove>(Displaced);
        for (int v = 0; v < problem.Vms; v++)
        {
            if (IsDisplaced(v))
                moves.Add(new VmMove(v, nodeA[v], nodeB[v]));
        }

        return [.. moves];
    }
}
