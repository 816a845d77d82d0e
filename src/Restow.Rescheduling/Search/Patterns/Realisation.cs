namespace Restow.Rescheduling.Search.Patterns;

/// <summary>
/// Gives the machines of a fleet to the patterns of a solution: which units take which pattern, which machines leave, and where each goes. Machines without
/// rules and pins go first; a machine that nobody may take stays, and its unit keeps what it has.
/// </summary>
internal sealed class Realisation(ReschedulingProblem problem, ClassSpace space)
{
    private readonly int[] nodeA = (int[])problem.OriginA.Clone();
    private readonly int[] nodeB = (int[])problem.OriginB.Clone();
    private readonly List<int>[] leaving = [.. Enumerable.Range(0, space.Kinds.Count).Select(_ => new List<int>())];
    private readonly List<(int A, int B)>[] open = [.. Enumerable.Range(0, space.Kinds.Count).Select(_ => new List<(int, int)>())];
    private List<int>[] onNode = [];

    /// <summary>The placement, or <c>null</c> when a machine found no place: a pin or a rule forbids what the patterns want, or halves do not pair up.</summary>
    public FleetState? Place(IReadOnlyList<Column> columns, int[] usage)
    {
        onNode = [.. Enumerable.Range(0, problem.Nodes).Select(_ => new List<int>())];
        for (int v = 0; v < problem.Vms; v++)
        {
            if (space.Kinds.Of[v] >= 0)
                onNode[problem.OriginA[v]].Add(v);
        }

        int[] next = new int[space.Classes.Length];
        for (int j = 0; j < columns.Count; j++)
        {
            HostClass host = space.Classes[columns[j].Class];
            for (int k = 0; k < usage[j]; k++)
            {
                if (!Apply(host, host.Units[next[columns[j].Class]++], columns[j].Pattern))
                    return null;
            }
        }

        for (int kind = 0; kind < space.Kinds.Count; kind++)
        {
            if (!Match(kind))
                return null;
        }

        return Enumerable.Range(0, problem.Vms).All(v => May(v, problem.NodeHost[nodeA[v]])) ? FleetState.At(problem, nodeA, nodeB) : null;
    }

    private bool Apply(HostClass host, (int First, int Second) unit, Pattern pattern)
    {
        int[] nodes = unit.Second < 0 ? [unit.First] : [unit.First, unit.Second];
        for (int kind = 0; kind < space.Kinds.Count; kind++)
        {
            for (int k = 0; k < nodes.Length; k++)
            {
                int change = pattern.On[k][kind] - host.Nodes[k].Now[kind];
                if (change == 0)
                    continue;
                if (kind >= space.Kinds.Singles)
                    return false;
                Change(kind, change, nodes[k], -1);
            }

            if (pattern.Doubles[kind] != host.Doubles[kind])
                Change(kind, pattern.Doubles[kind] - host.Doubles[kind], Math.Min(nodes[0], nodes[1]), Math.Max(nodes[0], nodes[1]));
        }

        return true;
    }

    private void Change(int kind, int change, int a, int b)
    {
        for (; change > 0; change--)
            open[kind].Add((a, b));
        if (change == 0)
            return;
        IEnumerable<int> candidates = onNode[a].Where(v => space.Kinds.Of[v] == kind).OrderBy(v => problem.Rules.Of[v].Length + (problem.Pins[v] is null ? 0 : 1)).ThenBy(v => problem.MigratedMb[v]);
        foreach (int vm in candidates.Take(-change))
            leaving[kind].Add(vm);
    }

    // Augmenting paths over who may go where, by the snapshot and what has been placed so far. Whether two that came together get along is seen at the end.
    private bool Match(int kind)
    {
        List<int> vms = leaving[kind];
        List<(int A, int B)> places = open[kind];
        int[] takenBy = [.. Enumerable.Repeat(-1, places.Count)];
        vms.Sort((x, y) => problem.Rules.Of[y].Length.CompareTo(problem.Rules.Of[x].Length));
        for (int i = 0; i < vms.Count; i++)
        {
            if (!Augment(i, vms, places, takenBy, new bool[places.Count]))
                return false;
        }

        for (int p = 0; p < places.Count; p++)
        {
            if (takenBy[p] >= 0)
                (nodeA[vms[takenBy[p]]], nodeB[vms[takenBy[p]]]) = places[p];
        }

        return true;
    }

    private bool Augment(int i, List<int> vms, List<(int A, int B)> places, int[] takenBy, bool[] tried)
    {
        for (int p = 0; p < places.Count; p++)
        {
            if (tried[p] || !May(vms[i], problem.NodeHost[places[p].A]))
                continue;
            tried[p] = true;
            if (takenBy[p] >= 0 && !Augment(takenBy[p], vms, places, takenBy, tried))
                continue;
            takenBy[p] = i;
            return true;
        }

        return false;
    }

    private bool May(int vm, int host)
    {
        if (host == problem.NodeHost[problem.OriginA[vm]])
            return true;
        if (problem.Maintenance[host] || problem.Pins[vm]?.Contains(host) == false)
            return false;
        foreach (int r in problem.Rules.Of[vm])
        {
            Model.PlacementRule rule = problem.Rules.Rules[r];
            if (!rule.IsHard || rule.Vms.Count < 2)
                continue;
            bool meets = rule.Vms.Any(v => v != vm && problem.NodeHost[nodeA[v]] == host);
            if (meets == (rule.Kind == Model.RuleKind.AntiAffinity))
                return false;
        }

        return true;
    }
}
