using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;
using Restow.Packing.Planning;

namespace Restow.Packing.Search;

/// <summary>
/// A cluster compiled for the search: dense arrays over <em>items</em> (pods that may move or be placed) and nodes, with what
/// fixed pods use already taken off the nodes.
/// </summary>
/// <remarks>
/// Tiers order the objective: tier 0 counts first. They are priorities, split so that the eviction policy holds by itself:
/// under <see cref="EvictionPolicy.LowerPriority"/> the running pods of a priority stand above its pending ones, under
/// <see cref="EvictionPolicy.None"/> all running pods stand above all pending ones. A pending pod that never preempts
/// stands below every running pod.
/// </remarks>
internal sealed class PackingProblem
{
    private readonly ulong[] eligible;
    private readonly int eligibleWords;

    private PackingProblem(Cluster cluster, PackingOptions options, Mobility mobility)
    {
        Cluster = cluster;
        Options = options;
        Mobility = mobility;
        Initial = cluster.InitialAssignment();
        Pods = [.. Enumerable.Range(0, cluster.Pods.Count).Where(p => mobility.Roles[p] is PodRole.Movable or PodRole.Placeable)];
        NodeCount = cluster.Nodes.Count;
        Origin = [.. Pods.Select(p => Initial[p])];
        ResourceNames = BindingResources(cluster, Pods);
        Capacity = CapacityLeft(cluster, mobility, Initial, ResourceNames);
        Request = new long[Pods.Length * ResourceNames.Length];
        for (int i = 0; i < Pods.Length; i++)
            for (int r = 0; r < ResourceNames.Length; r++)
                Request[(i * ResourceNames.Length) + r] = cluster.Pods[Pods[i]].Requests.Of(ResourceNames[r]);
        (Tier, TierPriority) = Tiers(cluster, Pods, Origin, options.Eviction);

        IConstraintState[] rules = BindRules();
        Dynamic = new bool[Pods.Length];
        foreach (IConstraintState rule in rules.Where(r => !r.IsStatic))
        {
            for (int i = 0; i < Pods.Length; i++)
                Dynamic[i] |= rule.Concerns(Pods[i]);
        }

        HasDynamicRules = Array.IndexOf(Dynamic, true) >= 0;
        eligibleWords = (NodeCount + 63) / 64;
        (int[] signature, int signatures, Group) = Classify();
        (Class, ClassCount, eligible) = Eligibility(signature, signatures, [.. rules.Where(r => r.IsStatic)]);
        Type = Types();
    }

    public Cluster Cluster { get; }

    public PackingOptions Options { get; }

    public Mobility Mobility { get; }

    /// <summary>Node of every pod of the cluster at the start.</summary>
    public int[] Initial { get; }

    /// <summary>Pod index of each item.</summary>
    public int[] Pods { get; }

    public int NodeCount { get; }

    public string[] ResourceNames { get; }

    public int Width => ResourceNames.Length;

    /// <summary>Node-major: what is left for items on each node.</summary>
    public long[] Capacity { get; }

    /// <summary>Item-major requests.</summary>
    public long[] Request { get; }

    /// <summary>Tier of each item; 0 counts first.</summary>
    public int[] Tier { get; }

    /// <summary>The priority that each tier belongs to.</summary>
    public int[] TierPriority { get; }

    /// <summary>Node of each item at the start, -1 for pending.</summary>
    public int[] Origin { get; }

    /// <summary>Eligibility class of each item.</summary>
    public int[] Class { get; }

    public int ClassCount { get; }

    /// <summary>Items of one group are interchangeable replicas.</summary>
    public int[] Group { get; }

    /// <summary>Items of one type pack alike: same requests, tier and class.</summary>
    public int[] Type { get; }

    /// <summary>Whether some rule on other pods concerns the item.</summary>
    public bool[] Dynamic { get; }

    public bool HasDynamicRules { get; }

    public static PackingProblem Compile(Cluster cluster, PackingOptions options) =>
        new(cluster, options, Mobility.Of(cluster, options));

    /// <summary>Whether static rules let the item's class on the node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEligible(int itemClass, int node) =>
        (eligible[(itemClass * eligibleWords) + (node >> 6)] >> (node & 63) & 1) != 0;

    public IConstraintState[] BindRules() =>
        [.. Options.Constraints.Select(c => c.Bind(Cluster)).OfType<IConstraintState>()];

    /// <summary>The node of every pod, with items where <paramref name="itemNodes"/> says.</summary>
    public int[] Expand(ReadOnlySpan<int> itemNodes)
    {
        int[] assignment = [.. Initial];
        for (int i = 0; i < Pods.Length; i++)
            assignment[Pods[i]] = itemNodes[i];
        return assignment;
    }

    /// <summary>How many items each tier has.</summary>
    public int[] TierSizes()
    {
        var sizes = new int[TierPriority.Length];
        foreach (int tier in Tier)
            sizes[tier]++;
        return sizes;
    }

    /// <summary>The node of each item, from the node of every pod: the way back from <see cref="Expand"/>.</summary>
    public int[] ItemNodes(int[] assignment) => [.. Pods.Select(p => assignment[p])];

    /// <summary>How many items of each tier are placed.</summary>
    public int[] CountByTier(ReadOnlySpan<int> nodes)
    {
        var placed = new int[TierPriority.Length];
        for (int i = 0; i < nodes.Length; i++)
            placed[Tier[i]] += nodes[i] >= 0 ? 1 : 0;
        return placed;
    }

    // A resource that could hold every item on any one node decides nothing and costs time.
    private static string[] BindingResources(Cluster cluster, int[] pods)
    {
        var total = new Resources();
        foreach (int p in pods)
        {
            foreach ((string name, long amount) in cluster.Pods[p].Requests)
            {
                if (amount > 0)
                    total[name] = total.Of(name) + amount;
            }
        }

        var running = new Resources();
        foreach (Pod pod in cluster.Pods)
        {
            foreach ((string name, long amount) in pod.Requests)
                running[name] = running.Of(name) + amount;
        }

        string[] first = [Resources.Cpu, Resources.Memory];
        return
        [
            .. first.Where(total.ContainsKey),
            .. total.Keys.Except(first).Order(StringComparer.Ordinal).Where(n => cluster.Nodes.Any(node => node.Allocatable.Of(n) < running.Of(n))),
        ];
    }

    private static long[] CapacityLeft(Cluster cluster, Mobility mobility, int[] initial, string[] names)
    {
        var left = new long[cluster.Nodes.Count * names.Length];
        for (int n = 0; n < cluster.Nodes.Count; n++)
            for (int r = 0; r < names.Length; r++)
                left[(n * names.Length) + r] = cluster.Nodes[n].Allocatable.Of(names[r]);
        for (int p = 0; p < initial.Length; p++)
        {
            if (initial[p] < 0 || mobility.Roles[p] is not PodRole.Fixed)
                continue;
            for (int r = 0; r < names.Length; r++)
                left[(initial[p] * names.Length) + r] -= cluster.Pods[p].Requests.Of(names[r]);
        }

        return left;
    }

    private static (int[] Tier, int[] Priority) Tiers(Cluster cluster, int[] pods, int[] origin, EvictionPolicy policy)
    {
        int lowestRunning = int.MaxValue;
        for (int i = 0; i < pods.Length; i++)
        {
            if (origin[i] >= 0)
                lowestRunning = Math.Min(lowestRunning, cluster.Pods[pods[i]].Priority);
        }

        var keys = new (long Rank, int Priority)[pods.Length];
        for (int i = 0; i < pods.Length; i++)
        {
            Pod pod = cluster.Pods[pods[i]];
            bool runs = origin[i] >= 0;
            long after = runs ? 0 : 1;
            long major = -(long)pod.Priority;
            if (!runs && pod.NeverPreempts && pod.Priority >= lowestRunning)
                (major, after) = (-(long)lowestRunning, 2);
            long rank = policy switch
            {
                EvictionPolicy.None => runs ? long.MinValue / 2 : (major * 4) + after,
                EvictionPolicy.LowerPriority => (major * 4) + after,
                _ => (major * 4) + (after == 2 ? 2 : 0),
            };
            // Pods that never preempt keep their own order among themselves.
            keys[i] = (rank, after == 2 || policy != EvictionPolicy.None || !runs ? pod.Priority : int.MaxValue);
        }

        (long Rank, int Priority)[] distinct = [.. keys.Distinct().OrderBy(k => k.Rank).ThenByDescending(k => k.Priority)];
        var index = new Dictionary<(long, int), int>();
        for (int t = 0; t < distinct.Length; t++)
            index[distinct[t]] = t;
        return ([.. keys.Select(k => index[k])], [.. distinct.Select(k => k.Priority)]);
    }

    private (int[] Signature, int Signatures, int[] Group) Classify()
    {
        var signatures = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new Dictionary<(string, string, int), int>();
        var signature = new int[Pods.Length];
        var group = new int[Pods.Length];
        int groupCount = 0;
        var key = new StringBuilder();
        for (int i = 0; i < Pods.Length; i++)
        {
            Pod pod = Cluster.Pods[Pods[i]];
            string text = key.SpecificationOf(pod).Append(pod.NeverPreempts).Take();
            if (!signatures.TryGetValue(text, out signature[i]))
                signatures[text] = signature[i] = signatures.Count;
            if (pod.Workload is not { } workload || pod.Claims.Count > 0)
            {
                group[i] = groupCount++;
                continue;
            }

            var replica = (workload.ControllerUid, workload.TemplateHash, signature[i]);
            if (!groups.TryGetValue(replica, out group[i]))
                groups[replica] = group[i] = groupCount++;
        }

        return (signature, signatures.Count, group);
    }

    // Signatures with the same eligible nodes become one class.
    private (int[] Class, int Count, ulong[] Bits) Eligibility(int[] signature, int signatures, IConstraintState[] rules)
    {
        var representative = new int[signatures];
        for (int i = Pods.Length - 1; i >= 0; i--)
            representative[signature[i]] = Pods[i];
        var merged = new Dictionary<string, int>(StringComparer.Ordinal);
        var bits = new List<ulong>();
        var map = new int[signatures];
        var row = new ulong[eligibleWords];
        for (int s = 0; s < signatures; s++)
        {
            int pod = representative[s];
            IConstraintState[] concerned = [.. rules.Where(r => r.Concerns(pod))];
            Array.Clear(row);
            for (int n = 0; n < NodeCount; n++)
            {
                bool ok = true;
                for (int k = 0; k < concerned.Length && ok; k++)
                    ok = concerned[k].Allows(pod, n);
                if (ok)
                    row[n >> 6] |= 1UL << (n & 63);
            }

            string key = new string(MemoryMarshal.Cast<ulong, char>(row));
            if (merged.TryGetValue(key, out map[s]))
                continue;
            merged[key] = map[s] = merged.Count;
            bits.AddRange(row);
        }

        return ([.. signature.Select(s => map[s])], merged.Count, [.. bits]);
    }

    private int[] Types()
    {
        var types = new Dictionary<string, int>(StringComparer.Ordinal);
        var type = new int[Pods.Length];
        for (int i = 0; i < type.Length; i++)
        {
            ReadOnlySpan<long> want = Request.AsSpan(i * Width, Width);
            string key = $"{Tier[i]}/{Class[i]}/" + new string(MemoryMarshal.Cast<long, char>(want));
            if (!types.TryGetValue(key, out type[i]))
                types[key] = type[i] = types.Count;
        }

        return type;
    }
}
