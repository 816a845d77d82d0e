using System.Globalization;
using System.Text;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>The fleet as classes of hosts and kinds of machines.</summary>
internal sealed class ClassSpace
{
    private readonly ReschedulingProblem problem;
    private readonly Dictionary<string, HostClass> byKey = new(StringComparer.Ordinal);
    private readonly int[][] now;
    private readonly int[][] onBoth;
    private readonly int[] fixedCores;
    private readonly int[] fixedMemory;
    private readonly bool[] hasFixed;

    public ClassSpace(ReschedulingProblem problem)
    {
        this.problem = problem;
        Kinds = new MachineKinds(problem);
        now = [.. Enumerable.Range(0, problem.Nodes).Select(_ => new int[Kinds.Count])];
        onBoth = [.. Enumerable.Range(0, problem.Hosts).Select(_ => new int[Kinds.Count])];
        fixedCores = new int[problem.Nodes];
        fixedMemory = new int[problem.Nodes];
        hasFixed = new bool[problem.Hosts];
        for (int v = 0; v < problem.Vms; v++)
            Count(v);
        for (int h = 0; h < problem.Hosts; h++)
            Classify(h);
        Classes = [.. byKey.Values];
        Evacuees = new int[Kinds.Count];
        foreach (HostClass some in Classes)
        {
            some.ValueNow = Value(some, Pattern.Stay(some));
            BaseValue += some.ValueNow * some.Count;
            if (!some.Maintenance)
                continue;
            for (int t = 0; t < Kinds.Count; t++)
                Evacuees[t] += some.Count * (some.Doubles[t] + some.Nodes.Sum(n => n.Now[t]));
        }
    }

    public MachineKinds Kinds { get; }

    public HostClass[] Classes { get; }

    /// <summary>Value of the snapshot, relaxed where hosts are.</summary>
    public double BaseValue { get; }

    /// <summary>Machines of each kind that have to leave hosts in maintenance.</summary>
    public int[] Evacuees { get; }

    /// <summary>Whether a host of more than two nodes was relaxed, so that the bound may be out of reach.</summary>
    public bool HasRelaxed => Classes.Any(c => c.IsRelaxed);

    /// <summary>Weight of a kind on a unit: a half counts a half.</summary>
    public double Weight(HostClass host, int kind) => host.IsRelaxed && kind >= Kinds.Singles ? 0.5 : 1;

    /// <summary>The objective's value of a unit with these contents.</summary>
    public double Value(HostClass host, Pattern pattern)
    {
        if (host.Maintenance)
            return 0;
        double value = pattern.IsEmpty ? host.EmptyValue : 0;
        int spans = int.MaxValue;
        for (int k = 0; k < host.Nodes.Length; k++)
        {
            (int cores, int memory) = FreeOf(host, pattern, k);
            value += host.Nodes[k].Value[cores] + MemoryValue(memory);
            if (problem.Objective.SpanCores > 0)
                spans = Math.Min(spans, cores / problem.Objective.SpanCores);
        }

        return problem.Objective.SpanValue > 0 ? value + (SpanValue(host) * spans) : value;
    }

    /// <summary>Value of a chunk over two nodes on a unit: a relaxed node has half of it.</summary>
    public double SpanValue(HostClass host) => host.Nodes.Length == 2 ? problem.Objective.SpanValue : host.IsRelaxed ? problem.Objective.SpanValue / 2.0 : 0;

    /// <summary>Value of free memory units.</summary>
    public double MemoryValue(int units) =>
        problem.Objective.MemoryChunkValue == 0 ? 0 : problem.Objective.MemoryChunkValue * (Kinds.Scale.Megabytes(units) / problem.Objective.MemoryChunkMb);

    /// <summary>Cores of a chunk that spans two nodes; 0 for none.</summary>
    public int SpanCores => problem.Objective.SpanValue > 0 ? problem.Objective.SpanCores : 0;

    /// <summary>What these contents leave free on a node.</summary>
    public (int Cores, int Memory) FreeOf(HostClass host, Pattern pattern, int node)
    {
        int cores = host.Nodes[node].Cores;
        int memory = host.Nodes[node].Memory;
        for (int t = 0; t < Kinds.Count; t++)
        {
            int count = pattern.On[node][t] + pattern.Doubles[t];
            cores -= count * Kinds.Cores[t];
            memory -= count * Kinds.Memory[t];
        }

        return (cores, memory);
    }

    private void Count(int vm)
    {
        int a = problem.OriginA[vm];
        int b = problem.OriginB[vm];
        int host = problem.NodeHost[a];
        int kind = Kinds.Of[vm];
        if (kind < 0)
        {
            hasFixed[host] = true;
            foreach (int node in b < 0 ? [a] : new[] { a, b })
            {
                fixedCores[node] += problem.Cores[vm];
                fixedMemory[node] += Kinds.Scale.Down(problem.Memory[vm]);
            }
        }
        else if (b >= 0 && problem.NodeStart[host + 1] - problem.NodeStart[host] == 2)
        {
            onBoth[host][kind]++;
        }
        else
        {
            now[a][kind]++;
            if (b >= 0)
                now[b][kind]++;
        }
    }

    private void Classify(int host)
    {
        int start = problem.NodeStart[host];
        int count = problem.NodeStart[host + 1] - start;
        double empty = hasFixed[host] ? 0 : problem.Objective.EmptyHostValue;
        if (count == 1)
        {
            Add(host, [start], false, empty);
        }
        else if (count == 2)
        {
            // Nodes in canonical order, so that mirrored hosts are one class.
            bool inOrder = string.CompareOrdinal(KeyOf(start), KeyOf(start + 1)) <= 0;
            Add(host, inOrder ? [start, start + 1] : [start + 1, start], false, empty);
        }
        else
        {
            for (int n = start; n < start + count; n++)
                Add(host, [n], true, empty / count);
        }
    }

    private void Add(int host, int[] nodes, bool relaxed, double empty)
    {
        var key = new StringBuilder().Append(relaxed).Append(problem.Maintenance[host]).Append(empty.ToString(CultureInfo.InvariantCulture));
        foreach (int node in nodes)
            key.Append('|').Append(KeyOf(node));
        if (nodes.Length == 2)
            Append(key.Append('|'), onBoth[host]);
        if (!byKey.TryGetValue(key.ToString(), out HostClass? found))
        {
            byKey[key.ToString()] = found = new HostClass
            {
                Nodes = [.. nodes.Select(n => new NodeShape(problem.NodeCores[n] - fixedCores[n], Kinds.Scale.Of(problem.NodeMemory[n]) - fixedMemory[n], problem.NodeValue[n], now[n]))],
                Doubles = nodes.Length == 2 ? onBoth[host] : new int[Kinds.Count],
                IsRelaxed = relaxed,
                Maintenance = problem.Maintenance[host],
                EmptyValue = empty,
            };
        }

        found.Units.Add((nodes[0], nodes.Length == 2 ? nodes[1] : -1));
    }

    private string KeyOf(int node)
    {
        StringBuilder key = new StringBuilder().Append(problem.NodeCores[node]).Append(',').Append(problem.NodeCores[node] - fixedCores[node]);
        if (Kinds.Scale.Counts)
            key.Append(',').Append(problem.NodeMemory[node]).Append(',').Append(fixedMemory[node]);
        return Append(key.Append(':'), now[node]).ToString();
    }

    private static StringBuilder Append(StringBuilder key, int[] counts)
    {
        for (int t = 0; t < counts.Length; t++)
        {
            if (counts[t] > 0)
                key.Append(t).Append('x').Append(counts[t]).Append(' ');
        }

        return key;
    }
}
