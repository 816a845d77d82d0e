using Restow.Core;
using Restow.Packing.Model;
using static Restow.Packing.Tests.Build;

namespace Restow.Packing.Tests.Constraints;

/// <summary>Small clusters in which every rule meets every other; all depends on the seed.</summary>
internal sealed class RandomCluster(SeededRandom random)
{
    private static readonly string[] Keys = ["app", "tier"];
    private static readonly string[] Values = ["a", "b"];
    private static readonly string[] Topologies = ["zone", "host"];

    public Cluster Next()
    {
        Node[] nodes = [.. Enumerable.Range(0, 2 + random.Next(5)).Select(NextNode)];
        Pod[] pods = [.. Enumerable.Range(0, 3 + random.Next(10)).Select(i => NextPod(i, nodes))];
        return Cluster(nodes, pods) with
        {
            Namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["ns0"] = Map(("team", "a")), ["ns1"] = Map(("team", "b")) },
            Claims = Enumerable.Range(0, 4).SelectMany(c => Enumerable.Range(0, 2).Select(n =>
                new PersistentVolumeClaim($"ns{n}", $"c{c}", $"v{c % 3}", "", c == 3))).ToDictionary(c => $"{c.Namespace}/{c.Name}"),
            Volumes = Enumerable.Range(0, 3).ToDictionary(v => $"v{v}", v => new PersistentVolume($"v{v}", null, Map(), "csi", $"h{v}")),
            CsiNodes = nodes.ToDictionary(node => node.Name, node => new CsiNode(node.Name, new Dictionary<string, int> { ["csi"] = 1 + random.Next(2) })),
        };
    }

    private Node NextNode(int index)
    {
        var labels = new List<(string, string)> { ("host", $"n{index}") };
        if (random.Next(5) > 0)
            labels.Add(("zone", Values[random.Next(2)]));
        Node node = Node($"n{index}", 1000, [.. labels]);
        return node with
        {
            Allocatable = new Resources(node.Allocatable) { [Resources.Gpu] = 2, [Resources.GpuMilli] = 2000 },
            Taints = random.Next(4) == 0 ? [new Taint("k", "v", "NoSchedule")] : [],
        };
    }

    private Pod NextPod(int index, Node[] nodes)
    {
        Pod pod = Pod($"p{index}", null, random.NextInclusive(50, 400), random.Next(3), [.. Keys.Where(_ => random.Next(2) == 0).Select(key => (key, Values[random.Next(2)]))]);
        return pod with
        {
            Namespace = $"ns{random.Next(2)}",
            Terminating = random.Next(8) == 0,
            Requests = NextRequests(pod),
            Tolerations = random.Next(2) == 0 ? [new Toleration("k", true, "", "")] : [],
            NodeSelector = random.Next(6) == 0 ? Map(("zone", Values[random.Next(2)])) : Map(),
            Affinity = Some(5, () => NextTerm()),
            AntiAffinity = Some(4, () => NextTerm()),
            Spread = Some(3, () => Spread(1 + random.Next(2), Topologies[random.Next(2)]) with
            {
                Selector = NextSelector(),
                MinDomains = 1 + random.Next(3),
                HonorNodeAffinity = random.Next(2) == 0,
                HonorTaints = random.Next(2) == 0,
            }),
            HostPorts = Some(4, () => new HostPort(random.Next(2) == 0 ? "" : $"10.0.0.{random.Next(2)}", "TCP", 80 + random.Next(2))),
            Claims = [.. Some(3, () => $"c{random.Next(4)}").Distinct()],
            NominatedNodeName = random.Next(6) == 0 ? nodes[random.Next(nodes.Length)].Name : null,
        };
    }

    private Resources NextRequests(Pod pod) => random.Next(4) switch
    {
        0 => new Resources(pod.Requests) { [Resources.GpuMilli] = random.NextInclusive(1, 9) * 100 },
        1 => new Resources(pod.Requests) { [Resources.Gpu] = 1 },
        _ => pod.Requests,
    };

    private PodAffinityTerm NextTerm() => new(
        NextSelector(), random.Next(3) == 0 ? ["ns0"] : [], random.Next(3) == 0 ? Selector(("team", Values[random.Next(2)])) : null, Topologies[random.Next(2)]);

    private LabelSelector? NextSelector() => random.Next(8) switch
    {
        0 => null,
        1 => Selector(),
        2 => new LabelSelector([new SelectorRequirement(Keys[random.Next(2)], SelectorOperator.DoesNotExist, [])]),
        3 => new LabelSelector([new SelectorRequirement(Keys[random.Next(2)], SelectorOperator.In, Values)]),
        _ => Selector((Keys[random.Next(2)], Values[random.Next(2)])),
    };

    private List<T> Some<T>(int rarity, Func<T> make)
    {
        var list = new List<T>();
        while (random.Next(rarity) == 0)
            list.Add(make());
        return list;
    }
}
