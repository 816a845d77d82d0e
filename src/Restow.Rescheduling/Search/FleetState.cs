using System.Diagnostics;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Search;

/// <summary>Where every machine is at a moment of a search, what is free, and what that is worth. Not thread-safe.</summary>
/// <remarks>
/// <see cref="Score"/> is what a search maximises: machines left on hosts in maintenance first, then the objective, then soft rules. Migrations are counted
/// against the snapshot: a machine that comes back costs nothing.
/// </remarks>
internal sealed partial class FleetState
{
    private readonly ReschedulingProblem problem;
    private readonly int[] freeCores;
    private readonly int[] freeMemory;
    private readonly int[] nodeA;
    private readonly int[] nodeB;
    private readonly int[] count;
    private readonly int[] first;
    private readonly int[] next;
    private readonly int[] previous;
    private readonly RuleCounts rules;

    /// <summary>The snapshot's state, or the one after these moves made together: at most one for each machine, in no order.</summary>
    public FleetState(ReschedulingProblem problem, ReadOnlySpan<VmMove> moves = default)
    {
        this.problem = problem;
        freeCores = (int[])problem.NodeCores.Clone();
        freeMemory = (int[])problem.NodeMemory.Clone();
        nodeA = (int[])problem.OriginA.Clone();
        nodeB = (int[])problem.OriginB.Clone();
        count = new int[problem.Hosts];
        first = new int[problem.Hosts];
        next = new int[problem.Vms];
        previous = new int[problem.Vms];
        rules = new RuleCounts(problem);
        Array.Fill(first, -1);
        foreach (VmMove move in moves)
            Place(move);
        for (int v = 0; v < problem.Vms; v++)
        {
            Take(v, nodeA[v], nodeB[v]);
            Link(v, problem.NodeHost[nodeA[v]]);
        }

        Score = ComputeScore();
    }

    private FleetState(FleetState other)
    {
        problem = other.problem;
        freeCores = (int[])other.freeCores.Clone();
        freeMemory = (int[])other.freeMemory.Clone();
        nodeA = (int[])other.nodeA.Clone();
        nodeB = (int[])other.nodeB.Clone();
        count = (int[])other.count.Clone();
        first = (int[])other.first.Clone();
        next = (int[])other.next.Clone();
        previous = (int[])other.previous.Clone();
        rules = other.rules.Clone();
        Score = other.Score;
        Displaced = other.Displaced;
        DisplacedMb = other.DisplacedMb;
    }

    public ReschedulingProblem Problem => problem;

    /// <summary>Free cores of each node.</summary>
    public ReadOnlySpan<int> FreeCores => freeCores;

    /// <summary>Free memory of each node, MB.</summary>
    public ReadOnlySpan<int> FreeMemory => freeMemory;

    /// <summary>First node of each machine.</summary>
    public ReadOnlySpan<int> NodeA => nodeA;

    /// <summary>Second node of each machine, or -1.</summary>
    public ReadOnlySpan<int> NodeB => nodeB;

    /// <summary>Machines elsewhere than in the snapshot.</summary>
    public int Displaced { get; private set; }

    /// <summary>MB that bringing them there copies.</summary>
    public long DisplacedMb { get; private set; }

    public long Score { get; private set; }

    /// <summary>The objective's value.</summary>
    public long Value => Enumerable.Range(0, problem.Hosts).Sum(ValueOf);

    /// <summary>Machines on hosts in maintenance.</summary>
    public int LeftToEvacuate => Enumerable.Range(0, problem.Hosts).Sum(h => problem.Maintenance[h] ? count[h] : 0);

    /// <summary>The state with every machine on the nodes given; the caller vouches that all fits.</summary>
    public static FleetState At(ReschedulingProblem problem, int[] nodeA, int[] nodeB)
    {
        var moves = new List<VmMove>();
        for (int v = 0; v < problem.Vms; v++)
        {
            if (nodeA[v] != problem.OriginA[v] || nodeB[v] != problem.OriginB[v])
                moves.Add(new VmMove(v, nodeA[v], nodeB[v]));
        }

        return new FleetState(problem, [.. moves]);
    }

    public FleetState Clone() => new(this);

    public int HostOf(int vm) => problem.NodeHost[nodeA[vm]];

    /// <summary>How many machines a host has.</summary>
    public int CountOn(int host) => count[host];

    /// <summary>Any machine of a host, or -1; <see cref="NextOn"/> goes on.</summary>
    public int FirstOn(int host) => first[host];

    /// <summary>The machine after this one on its host, or -1.</summary>
    public int NextOn(int vm) => next[vm];

    public bool IsDisplaced(int vm) => nodeA[vm] != problem.OriginA[vm] || nodeB[vm] != problem.OriginB[vm];

    /// <summary>Whether cores and memory suffice for the machine on these nodes, what it holds there itself included.</summary>
    public bool Fits(int vm, int a, int b)
    {
        int cores = problem.Cores[vm];
        int memory = problem.Memory[vm];
        bool RoomOn(int node)
        {
            bool isOwn = node == nodeA[vm] || node == nodeB[vm];
            return freeCores[node] + (isOwn ? cores : 0) >= cores && freeMemory[node] + (isOwn ? memory : 0) >= memory;
        }

        return RoomOn(a) && (b < 0 || RoomOn(b));
    }

    /// <summary>Whether pins, maintenance and hard rules let the machine go to this host. Its own host counts as allowed.</summary>
    public bool Allows(int vm, int host)
    {
        if (!problem.Movable[vm])
            return false;
        if (host == HostOf(vm))
            return true;
        return !problem.Maintenance[host] && problem.Pins[vm]?.Contains(host) != false && rules.Allow(vm, host);
    }

    /// <summary>Whether the migration limits still hold once the machine is on these nodes.</summary>
    public bool WithinLimits(int vm, int a, int b)
    {
        int change = Change(vm, a, b);
        return Displaced + change <= problem.MaxMigrations && DisplacedMb + (change * problem.MigratedMb[vm]) <= problem.MaxMigratedMb;
    }

    /// <summary>How the score changes when the machine goes to these nodes.</summary>
    public long Gain(int vm, int a, int b)
    {
        (int oldA, int oldB, long before) = (nodeA[vm], nodeB[vm], Score);
        Move(vm, a, b);
        long gain = Score - before;
        Move(vm, oldA, oldB);
        return gain;
    }

    /// <summary>Puts the machine onto these nodes of one host (<paramref name="b"/> is -1 for a single one).</summary>
    public void Move(int vm, int a, int b)
    {
        Debug.Assert((b < 0) == (nodeB[vm] < 0) && (b < 0 || problem.NodeHost[a] == problem.NodeHost[b]), "a machine keeps its width and stays on one host");
        int change = Change(vm, a, b);
        Displaced += change;
        DisplacedMb += change * problem.MigratedMb[vm];
        int from = HostOf(vm);
        int to = problem.NodeHost[a];
        Score -= ScoreOf(from) + (to == from ? 0 : ScoreOf(to));
        Release(vm, nodeA[vm], nodeB[vm]);
        Take(vm, a, b);
        (nodeA[vm], nodeB[vm]) = (a, b);
        if (to != from)
        {
            Unlink(vm, from);
            Link(vm, to);
            Score += rules.Move(vm, from, to);
        }

        Score += ScoreOf(from) + (to == from ? 0 : ScoreOf(to));
    }

    /// <summary>The objective's value of one host.</summary>
    public long ValueOf(int host)
    {
        if (problem.Maintenance[host])
            return 0;
        int start = problem.NodeStart[host];
        int end = problem.NodeStart[host + 1];
        long value = count[host] == 0 ? problem.Objective.EmptyHostValue : 0;
        for (int n = start; n < end; n++)
            value += problem.NodeValue[n][freeCores[n]];
        if (problem.Objective.MemoryChunkValue > 0)
        {
            for (int n = start; n < end; n++)
                value += problem.Objective.MemoryChunkValue * (freeMemory[n] / problem.Objective.MemoryChunkMb);
        }

        return problem.Objective.SpanValue > 0 ? value + (problem.Objective.SpanValue * Spans(freeCores.AsSpan(start, end - start), problem.Objective.SpanCores)) : value;
    }

    /// <summary>How many chunks of <paramref name="cores"/> on each of two different nodes fit side by side.</summary>
    public static int Spans(ReadOnlySpan<int> free, int cores)
    {
        int sum = 0;
        int most = 0;
        foreach (int f in free)
        {
            sum += f / cores;
            most = Math.Max(most, f / cores);
        }

        return Math.Min(sum / 2, sum - most);
    }

    /// <summary>Where each machine is.</summary>
    public VmPlacement[] Placements()
    {
        var result = new VmPlacement[problem.Vms];
        for (int v = 0; v < result.Length; v++)
        {
            int start = problem.NodeStart[HostOf(v)];
            result[v] = new VmPlacement(HostOf(v), nodeA[v] - start, nodeB[v] < 0 ? -1 : nodeB[v] - start);
        }

        return result;
    }

    private void Place(VmMove move)
    {
        int change = Change(move.Vm, move.NodeA, move.NodeB);
        Displaced += change;
        DisplacedMb += change * problem.MigratedMb[move.Vm];
        rules.Move(move.Vm, HostOf(move.Vm), problem.NodeHost[move.NodeA]);
        (nodeA[move.Vm], nodeB[move.Vm]) = (move.NodeA, move.NodeB);
    }

    private long ComputeScore() => Enumerable.Range(0, problem.Hosts).Sum(ScoreOf) - rules.Broken;

    private long ScoreOf(int host) =>
        problem.Maintenance[host] ? -count[host] * problem.EvacuationWeight : ValueOf(host) * ReschedulingProblem.Unit;

    private int Change(int vm, int a, int b) =>
        (a != problem.OriginA[vm] || b != problem.OriginB[vm] ? 1 : 0) - (IsDisplaced(vm) ? 1 : 0);

    private void Take(int vm, int a, int b)
    {
        freeCores[a] -= problem.Cores[vm];
        freeMemory[a] -= problem.Memory[vm];
        if (b >= 0)
        {
            freeCores[b] -= problem.Cores[vm];
            freeMemory[b] -= problem.Memory[vm];
        }
    }

    private void Release(int vm, int a, int b)
    {
        freeCores[a] += problem.Cores[vm];
        freeMemory[a] += problem.Memory[vm];
        if (b >= 0)
        {
            freeCores[b] += problem.Cores[vm];
            freeMemory[b] += problem.Memory[vm];
        }
    }

    private void Link(int vm, int host)
    {
        (next[vm], previous[vm]) = (first[host], -1);
        if (first[host] >= 0)
            previous[first[host]] = vm;
        first[host] = vm;
        count[host]++;
    }

    private void Unlink(int vm, int host)
    {
        if (previous[vm] >= 0)
            next[previous[vm]] = next[vm];
        else
            first[host] = next[vm];
        if (next[vm] >= 0)
            previous[next[vm]] = previous[vm];
        count[host]--;
    }
}
