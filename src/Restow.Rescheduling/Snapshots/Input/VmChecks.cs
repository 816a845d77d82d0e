using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>The machines of a snapshot, checked one by one. One whose place or size is in doubt takes its host out of the plan.</summary>
internal sealed class VmChecks(FleetRepair repair, HostChecks hosts)
{
    private readonly Dictionary<string, RawVm> byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> doubtful = new(StringComparer.Ordinal);

    /// <summary>The machines that passed, in the file's order; their hosts may be left out yet.</summary>
    public List<RawVm> Passed { get; } = [];

    /// <summary>Whether a machine of that name was in the snapshot, left out or not.</summary>
    public bool Knows(string id) => byId.ContainsKey(id);

    /// <summary>Whether the snapshot names another place for the machine too, so that it must stay.</summary>
    public bool IsDoubtful(string id) => doubtful.Contains(id);

    public void Add(RawVm raw, int number)
    {
        if (raw.Id.Length == 0)
        {
            repair.Report($"vm number {number}", "it has no name", "give each machine a name of its own");
            return;
        }

        string subject = $"vm {raw.Id}";
        if (!byId.TryAdd(raw.Id, raw))
        {
            AddTwin(raw, subject, byId[raw.Id]);
            return;
        }

        if (hosts.Find(raw.Host) is not { } host)
        {
            if (!hosts.IsLeftOut(raw.Host))
                repair.Mend(subject, raw.Host.Length == 0 ? "it has no host" : $"its host {raw.Host} is not in the snapshot", "export hosts and machines together", "it is left out");
            return;
        }

        if (Unusable(raw, host) is { } problem)
        {
            if (repair.Mend(subject, problem, "correct the export", $"its host {host.Id} is left out with its machines"))
                hosts.LeaveOut(host.Id);
            return;
        }

        if (Even(raw, subject) is { } even)
            Passed.Add(even);
    }

    /// <summary>A second entry. The same words again mean nothing; another place means that both are in doubt.</summary>
    private void AddTwin(RawVm raw, string subject, RawVm first)
    {
        bool isSame = raw.Host == first.Host && raw.Nodes.SequenceEqual(first.Nodes);
        string reading = isSame ? "the second entry is dropped" : $"it stays on {first.Host}, and {raw.Host} is left out with its machines";
        if (repair.Mend(subject, "it is there twice", "give each machine a name of its own", reading) && !isSame)
        {
            doubtful.Add(raw.Id);
            hosts.LeaveOut(raw.Host);
        }
    }

    private static string? Unusable(RawVm raw, Host host)
    {
        if (raw.Nodes.Count == 0)
            return raw.UnknownSize;
        if (raw.Nodes.Count > 2)
            return $"it uses {raw.Nodes.Count} NUMA nodes, not 1 or 2";
        foreach (RawNode node in raw.Nodes)
        {
            if (Amounts.Problem(node) is { } problem)
                return problem;
            if (!(node.Number >= 0 && node.Number < host.Nodes.Count && double.IsInteger(node.Number)))
                return $"NUMA node {node.Number:0.##} is not on its host {host.Id}, which has {host.Nodes.Count}";
        }

        if (raw.Nodes.Count == 2 && raw.Nodes[0].Number == raw.Nodes[1].Number)
            return $"it uses NUMA node {raw.Nodes[0].Number:0} twice";
        return double.IsFinite(raw.DirtyMbPerSecond) && raw.DirtyMbPerSecond >= 0 ? null : "its dirty rate is not a number from 0";
    }

    /// <summary>The machine with whole cores, at least one, and equal halves; the larger wherever there is a choice.</summary>
    private RawVm? Even(RawVm raw, string subject)
    {
        RawNode node = raw.Nodes[0];
        double cores = raw.Nodes.Max(n => n.Cores);
        double memory = raw.Nodes.Max(n => n.MemoryMb);
        if (raw.Nodes.Any(n => n.Cores != node.Cores || Math.Abs(n.MemoryMb - node.MemoryMb) > 1)
            && !repair.Mend(subject, "its halves on two NUMA nodes differ", "a machine on two nodes takes half on each", "both halves are the larger one"))
            return null;
        if (!double.IsInteger(cores) && !repair.Mend(subject, $"it takes {cores:0.###} cores on a node, not a whole number", "correct the export", "cores are rounded up"))
            return null;
        if (cores <= 0 && !repair.Mend(subject, "it takes no cores", "correct the export", "it takes one"))
            return null;
        double whole = Math.Max(1, Math.Ceiling(cores));
        return raw with { Nodes = [.. raw.Nodes.OrderBy(n => n.Number).Select(n => new RawNode(n.Number, whole, Math.Ceiling(memory)))] };
    }
}
