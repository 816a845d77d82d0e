using System.Globalization;
using System.Text;
using Restow.Core;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Planning;
using Restow.Packing.Snapshots;

namespace Restow.Kubernetes.Simulation.Scenarios;

/// <summary>
/// Deployments that the default scheduler spreads so that some of their pods stay pending though there is room for them: the random clusters of "Priority Matters" (<see cref="PaperGenerator"/>).
/// </summary>
/// <remarks>The seed is the first one, from the given one on, at which a deterministic scheduler leaves pods pending that a search of one second places.</remarks>
/// <param name="Cpu">CPU of a node, a Kubernetes quantity.</param>
/// <param name="Memory">Memory of a node, a Kubernetes quantity.</param>
/// <param name="PodsPerNode">Pods that a node takes.</param>
/// <param name="Manifest">Priority classes and Deployments, YAML for kubectl apply.</param>
/// <param name="Seed">The seed that was used.</param>
public sealed record FragmentedScenario(string Cpu, string Memory, int PodsPerNode, string Manifest, ulong Seed)
{
    private const int Attempts = 20;

    /// <summary>Draws a scenario.</summary>
    public static Result<FragmentedScenario> Create(int nodes, ulong seed)
    {
        var generator = new PaperGenerator(nodes, PodsPerNode: 8, Priorities: 1, Utilisation: 0.95, WholeMegabytes: true);
        for (ulong attempt = seed; attempt < seed + Attempts; attempt++)
        {
            Cluster cluster = generator.Generate(attempt);
            int[] spread = DefaultScheduler.Schedule(cluster, new PackingOptions(), cluster.InitialAssignment());
            int pending = spread.Count(node => node < 0);
            if (pending > 0 && CanImprove(cluster, spread, pending))
                return Describe(cluster, attempt);
        }

        return new Fault("the scenario fragmented", $"{nodes} nodes", $"the default scheduler places all pods that can be placed at each of the seeds {seed} to {seed + Attempts - 1}", "take another seed or more nodes");
    }

    private static bool CanImprove(Cluster cluster, int[] spread, int pending)
    {
        Cluster running = cluster with { Pods = [.. cluster.Pods.Select((pod, i) => spread[i] < 0 ? pod : pod with { NodeName = cluster.Nodes[spread[i]].Name })] };
        return Packer.Plan(running, new PackingOptions()).TryGet(out PackingPlan? plan, out _) && plan.Placements.Count(p => p.To is null) < pending;
    }

    private static FragmentedScenario Describe(Cluster cluster, ulong seed)
    {
        Resources node = cluster.Nodes[0].Allocatable;
        var yaml = new StringBuilder();
        foreach (IGrouping<string, Pod> set in cluster.Pods.GroupBy(p => p.Workload!.Name))
        {
            Pod pod = set.First();
            yaml.Append(CultureInfo.InvariantCulture, $$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: {{set.Key}}, namespace: default}
                spec:
                  replicas: {{set.Count()}}
                  selector: {matchLabels: {app: {{set.Key}}} }
                  template:
                    metadata: {labels: {app: {{set.Key}}} }
                    spec:
                      containers:
                      - {name: main, image: none, resources: {requests: {cpu: {{pod.Requests.Of(Resources.Cpu)}}m, memory: "{{pod.Requests.Of(Resources.Memory)}}"} } }
                ---

                """);
        }

        return new FragmentedScenario($"{node.Of(Resources.Cpu)}m", $"{node.Of(Resources.Memory)}", (int)node.Of(Resources.Pods), yaml.ToString(), seed);
    }
}
