using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>The hosts of a snapshot, checked one by one; those that cannot be planned are left out, with all their machines.</summary>
internal sealed class HostChecks(FleetRepair repair)
{
    private const int MostNodes = 8;
    private const string LeftOut = "it is left out with its machines";

    private readonly Dictionary<string, Host> byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> leftOut = new(StringComparer.Ordinal);

    /// <summary>The host of that name, left out or not; <c>null</c> when there is none.</summary>
    public Host? Find(string id) => byId.GetValueOrDefault(id);

    public bool IsLeftOut(string id) => leftOut.Contains(id);

    /// <summary>Leaves a host out: nothing is known well enough about what is free on it.</summary>
    public void LeaveOut(string id) => leftOut.Add(id);

    /// <summary>The hosts to plan, in the file's order.</summary>
    public IReadOnlyList<Host> Kept(IEnumerable<RawHost> order)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. order.Where(h => byId.ContainsKey(h.Id) && !leftOut.Contains(h.Id) && seen.Add(h.Id)).Select(h => byId[h.Id])];
    }

    public void Add(RawHost raw, int number)
    {
        if (raw.Id.Length == 0)
        {
            repair.Report($"host number {number}", "it has no name", "give each host a name of its own");
            return;
        }

        string subject = $"host {raw.Id}";
        if (byId.ContainsKey(raw.Id) || leftOut.Contains(raw.Id))
        {
            repair.Mend(subject, "it is there twice", "give each host a name of its own", "the first entry counts");
            return;
        }

        if (Unusable(raw) is { } problem)
        {
            if (repair.Mend(subject, problem, "correct the export", LeftOut))
                leftOut.Add(raw.Id);
            return;
        }

        if (Nodes(raw, subject) is { } nodes)
            byId.Add(raw.Id, new Host { Id = raw.Id, Nodes = nodes, Maintenance = raw.Maintenance, Rack = raw.Rack });
    }

    private static string? Unusable(RawHost raw)
    {
        if (raw.UnknownStatus is { } status)
            return $"its status \"{status}\" is not known";
        if (raw.Nodes.Count is 0 or > MostNodes)
            return $"it has {raw.Nodes.Count} NUMA nodes, not 1 to {MostNodes}";
        foreach (RawNode node in raw.Nodes)
        {
            if (Amounts.Problem(node) is { } problem)
                return problem;
        }

        double[] numbers = [.. raw.Nodes.Select(n => n.Number).Order()];
        return numbers.Index().All(n => n.Item == n.Index) ? null : $"its NUMA nodes are not numbered 0 to {numbers.Length - 1}";
    }

    private List<NumaNode>? Nodes(RawHost raw, string subject)
    {
        RawNode[] nodes = [.. raw.Nodes.OrderBy(n => n.Number)];
        double cores = nodes.Sum(n => n.Cores);
        double memory = nodes.Sum(n => n.MemoryMb);
        // A host may keep cores and memory for itself, but its nodes cannot have more than it has.
        if (raw.Cores < cores && !repair.Mend(subject, $"its NUMA nodes have {cores:0.##} cores and the host {raw.Cores:0.##}", "correct the export", "the nodes get their share of the host's cores"))
            return null;
        if (raw.MemoryMb < memory - nodes.Length
            && !repair.Mend(subject, $"its NUMA nodes have {memory:0.##} MB of memory and the host {raw.MemoryMb:0.##}", "correct the export", "the nodes get their share of the host's memory"))
            return null;
        double coreShare = raw.Cores < cores ? Math.Max(0, raw.Cores / cores) : 1;
        double memoryShare = raw.MemoryMb < memory - nodes.Length ? Math.Max(0, raw.MemoryMb / memory) : 1;
        return [.. nodes.Select(n => new NumaNode(Amounts.Floor(n.Cores * coreShare), Amounts.Floor(n.MemoryMb * memoryShare)))];
    }
}
