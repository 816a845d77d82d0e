using Restow.Packing.Model;

namespace Restow.Packing.Views;

/// <summary>What tells pods apart by colour: their priority, or their namespace where all have one priority.</summary>
internal sealed class PackingGroups
{
    private const int Most = 7;
    private readonly int[] ofPod;

    private PackingGroups(string title, bool areOrdered, IReadOnlyList<string> names, int[] ofPod)
    {
        Title = title;
        AreOrdered = areOrdered;
        Names = names;
        this.ofPod = ofPod;
    }

    public string Title { get; }

    public bool AreOrdered { get; }

    public IReadOnlyList<string> Names { get; }

    public int Of(int pod) => ofPod[pod];

    public static PackingGroups In(Cluster cluster)
    {
        int[] priorities = [.. cluster.Pods.Select(p => p.Priority).Distinct().OrderDescending()];
        return priorities.Length > 1 ? ByPriority(cluster, priorities) : ByNamespace(cluster);
    }

    private static PackingGroups ByPriority(Cluster cluster, int[] priorities)
    {
        int[][] runs = priorities.Length <= Most
            ? [.. priorities.Select(p => new[] { p })]
            : [.. Enumerable.Range(0, Most).Select(i => priorities[(i * priorities.Length / Most)..((i + 1) * priorities.Length / Most)])];
        var index = new Dictionary<int, int>();
        for (int i = 0; i < runs.Length; i++)
            foreach (int priority in runs[i])
                index[priority] = i;
        return new PackingGroups(
            "priority",
            true,
            [.. runs.Select(r => r.Length == 1 ? $"{r[0]}" : $"{r[^1]} to {r[0]}")],
            [.. cluster.Pods.Select(p => index[p.Priority])]);
    }

    private static PackingGroups ByNamespace(Cluster cluster)
    {
        string[] names = [.. cluster.Pods.GroupBy(p => p.Namespace, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
        string[] shown = names.Length <= Most ? names : [.. names.Take(Most - 1), "others"];
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
            index[names[i]] = Math.Min(i, shown.Length - 1);
        return new PackingGroups("namespace", false, shown, [.. cluster.Pods.Select(p => index[p.Namespace])]);
    }
}
