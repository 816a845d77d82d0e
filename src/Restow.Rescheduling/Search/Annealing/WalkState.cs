namespace Restow.Rescheduling.Search.Annealing;

/// <summary>The placement that a walk is at, as flat arrays, with its exact worth and the best one seen. One thread.</summary>
internal sealed class WalkState
{
    private readonly ReschedulingProblem problem;
    private readonly SmoothValue value;
    private readonly HostTerms? terms;
    private readonly int[] machines;
    private readonly float[] hostSmooth;
    private readonly long[] hostExact;
    private readonly int[] displaced;
    private readonly long goal;
    private RuleCounts rules;
    private long displacedMb;
    private long worth;
    private int left;

    public WalkState(ReschedulingProblem problem, SmoothValue value)
    {
        this.problem = problem;
        this.value = value;
        terms = problem.IsSeparable ? null : new HostTerms(problem);
        goal = problem.Options.Goal ?? long.MaxValue;
        Movable = [.. Enumerable.Range(0, problem.Vms).Where(v => problem.Movable[v])];
        Limit = Math.Min(problem.MaxMigrations, Movable.Length);
        displaced = new int[Limit];
        Best = new Standing(Limit);
        Nodes = new WalkNode[problem.Nodes];
        Vms = new WalkVm[problem.Vms];
        machines = new int[problem.Hosts];
        hostSmooth = new float[problem.Hosts];
        hostExact = new long[problem.Hosts];
        rules = new RuleCounts(problem);
        Start([]);
    }

    public ReschedulingProblem Problem => problem;

    public WalkNode[] Nodes { get; }

    public WalkVm[] Vms { get; }

    public int[] Movable { get; }

    /// <summary>Whether hosts have a worth beyond their nodes' tables.</summary>
    public bool HasHostTerms => terms is not null;

    /// <summary>Most displaced machines; sinks once a goal is met.</summary>
    public int Limit { get; set; }

    public int DisplacedCount { get; private set; }

    public ReadOnlySpan<int> Displaced => displaced.AsSpan(0, DisplacedCount);

    /// <summary>The best placement seen since the walk was made.</summary>
    public Standing Best { get; }

    /// <summary>Goes to the snapshot with these moves made.</summary>
    public void Start(ReadOnlySpan<VmMove> moves)
    {
        rules = new RuleCounts(problem);
        Array.Clear(machines);
        (DisplacedCount, displacedMb, worth, left) = (0, 0, 0, 0);
        for (int n = 0; n < Nodes.Length; n++)
            Nodes[n] = new WalkNode { Cores = problem.NodeCores[n], Memory = problem.NodeMemory[n], Table = value.Starts[n], Host = problem.NodeHost[n] };
        for (int v = 0; v < Vms.Length; v++)
            Vms[v] = AtHome(v);
        foreach (VmMove move in moves)
        {
            ref WalkVm it = ref Vms[move.Vm];
            rules.Move(move.Vm, Nodes[it.A].Host, Nodes[move.NodeA].Host);
            (it.A, it.B) = (move.NodeA, move.NodeB);
            List(move.Vm, true);
        }

        foreach (WalkVm it in Vms)
        {
            Take(it.A, it.B, it.Cores, it.Memory);
            machines[Nodes[it.A].Host]++;
            left += problem.Maintenance[Nodes[it.A].Host] ? 1 : 0;
        }

        foreach (WalkNode node in Nodes)
            worth += value.Exact[node.Table + node.Cores];
        for (int h = 0; h < machines.Length && terms is not null; h++)
        {
            hostExact[h] = 0;
            Refresh(h);
        }

        Note();
    }

    /// <summary>Whether the machine may be displaced too, or whether the limits are used up.</summary>
    public bool MayDisplace(int vm) => DisplacedCount < Limit && displacedMb + problem.MigratedMb[vm] <= problem.MaxMigratedMb;

    /// <summary>Whether pins, maintenance and hard rules let the machine stand on this host.</summary>
    public bool Allows(int vm, int host)
    {
        int origin = problem.NodeHost[problem.OriginA[vm]];
        if (host == Nodes[Vms[vm].A].Host)
            return !problem.Maintenance[host];
        return (host == origin || (!problem.Maintenance[host] && problem.Pins[vm]?.Contains(host) != false)) && rules.Allow(vm, host);
    }

    /// <summary>Machines on hosts in maintenance, and soft wishes broken, less than now if the machine goes to this host.</summary>
    public (int Left, long Broken) Relief(int vm, int host)
    {
        int from = Nodes[Vms[vm].A].Host;
        if (from == host)
            return (0, 0);
        long broken = rules.Move(vm, from, host);
        rules.Move(vm, host, from);
        return ((problem.Maintenance[from] ? 1 : 0) - (problem.Maintenance[host] ? 1 : 0), broken);
    }

    /// <summary>How the hosts' own terms change if the machine goes to these nodes, which have room for it.</summary>
    public float HostChange(int vm, int a, int b)
    {
        ref WalkVm it = ref Vms[vm];
        (int from, int to) = (Nodes[it.A].Host, Nodes[a].Host);
        int other = to == from ? 0 : 1;
        Release(it.A, it.B, it.Cores, it.Memory);
        Take(a, b, it.Cores, it.Memory);
        float change = terms!.Of(from, Nodes, machines[from] - other).Smooth - hostSmooth[from];
        if (to != from)
            change += terms.Of(to, Nodes, machines[to] + 1).Smooth - hostSmooth[to];
        Release(a, b, it.Cores, it.Memory);
        Take(it.A, it.B, it.Cores, it.Memory);
        return change;
    }

    /// <summary>Moves the machine and remembers the placement when it is the best so far.</summary>
    public void Commit(int vm, int a, int b)
    {
        ref WalkVm it = ref Vms[vm];
        (int from, int to) = (Nodes[it.A].Host, Nodes[a].Host);
        worth -= NodesWorth(it.A, it.B) + NodesWorth(a, b);
        int shared = it.B < 0 || from != to ? -1 : it.A == a || it.A == b ? it.A : it.B == a || it.B == b ? it.B : -1;
        if (shared >= 0)
            worth += NodesWorth(shared, -1);
        Release(it.A, it.B, it.Cores, it.Memory);
        Take(a, b, it.Cores, it.Memory);
        worth += NodesWorth(it.A, it.B) + NodesWorth(a, b) - (shared >= 0 ? NodesWorth(shared, -1) : 0);
        (it.A, it.B) = (a, b);
        if (from != to)
        {
            machines[from]--;
            machines[to]++;
            if (it.IsSpecial)
            {
                rules.Move(vm, from, to);
                left += (problem.Maintenance[to] ? 1 : 0) - (problem.Maintenance[from] ? 1 : 0);
            }
        }

        if (terms is not null)
        {
            Refresh(from);
            if (to != from)
                Refresh(to);
        }

        List(vm, a != it.OriginA || b != it.OriginB);
        Note();
    }

    private WalkVm AtHome(int vm)
    {
        (int a, int b) = (problem.OriginA[vm], problem.OriginB[vm]);
        return new WalkVm
        {
            Cores = problem.Cores[vm],
            Memory = problem.Memory[vm],
            A = a,
            B = b,
            OriginA = a,
            OriginB = b,
            Slot = -1,
            IsSpecial = problem.Maintenance[problem.NodeHost[a]] || problem.Pins[vm] is not null || problem.Rules.Of[vm].Length > 0,
        };
    }

    private void Refresh(int host)
    {
        worth -= hostExact[host];
        (hostSmooth[host], hostExact[host]) = terms!.Of(host, Nodes, machines[host]);
        worth += hostExact[host];
    }

    private void List(int vm, bool isDisplaced)
    {
        ref int slot = ref Vms[vm].Slot;
        if (isDisplaced == (slot >= 0))
            return;
        if (isDisplaced)
        {
            slot = DisplacedCount;
            displaced[DisplacedCount++] = vm;
            displacedMb += problem.MigratedMb[vm];
            return;
        }

        int last = displaced[--DisplacedCount];
        displaced[slot] = last;
        Vms[last].Slot = slot;
        slot = -1;
        displacedMb -= problem.MigratedMb[vm];
    }

    private void Note()
    {
        long counted = Math.Min(worth, goal);
        if (!Best.IsBeatenBy(left, counted, rules.Broken, DisplacedCount, counted == goal))
            return;
        Best.Set(left, counted, rules.Broken, Displaced, Vms);
        if (counted == goal && left == 0)
            Limit = Math.Min(Limit, Math.Max(0, DisplacedCount - 1));
    }

    private long NodesWorth(int a, int b) =>
        value.Exact[Nodes[a].Table + Nodes[a].Cores] + (b < 0 ? 0 : value.Exact[Nodes[b].Table + Nodes[b].Cores]);

    private void Take(int a, int b, int cores, int memory)
    {
        Nodes[a].Cores -= cores;
        Nodes[a].Memory -= memory;
        if (b < 0)
            return;
        Nodes[b].Cores -= cores;
        Nodes[b].Memory -= memory;
    }

    private void Release(int a, int b, int cores, int memory) => Take(a, b, -cores, -memory);
}
