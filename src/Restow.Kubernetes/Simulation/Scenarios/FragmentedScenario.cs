using System.Globalization;
using k8s;
using k8s.Models;
using Restow.Core;
using Restow.Kubernetes.Kubelets;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Planning;
using Restow.Packing.Snapshots;

namespace Restow.Kubernetes.Simulation.Scenarios;

/// <summary>
/// Deployments that the default scheduler spreads so that some of their pods stay pending though there is room for them: the random clusters of "Priority Matters" (<see cref="PaperGenerator"/>).
/// </summary>
/// <param name="Kubelets">The nodes that it is drawn for.</param>
/// <param name="Deployments">In the order in which they are to be created; it decides who stays pending.</param>
/// <param name="Seed">The first seed, from the given one on, at which the scheduler leaves more pods pending than need be.</param>
public sealed record FragmentedScenario(KubeletOptions Kubelets, IReadOnlyList<V1Deployment> Deployments, ulong Seed)
{
    private const int Attempts = 100;

    /// <summary>Draws a scenario.</summary>
    public static Result<FragmentedScenario> Create(int nodes, ulong seed)
    {
        var generator = new PaperGenerator(nodes, PodsPerNode: 8, Priorities: 1, Utilisation: 0.95, WholeMegabytes: true);
        for (ulong attempt = seed; attempt < seed + Attempts; attempt++)
        {
            Cluster cluster = generator.Generate(attempt);
            int[] spread = DefaultScheduler.Schedule(cluster, new PackingOptions(), cluster.InitialAssignment());
            if (spread.Contains(-1) && CanImprove(cluster, spread))
                return new FragmentedScenario(Nodes(cluster, nodes), [.. cluster.Pods.GroupBy(p => p.Workload!.Name).Select(Deployment)], attempt);
        }

        return new Fault("the scenario fragmented", $"{nodes} nodes", $"at each of the seeds {seed} to {seed + Attempts - 1} the default scheduler leaves no more pods pending than a simple packing from scratch", "take another seed or more nodes");
    }

    /// <summary>Creates the Deployments.</summary>
    public async Task Apply(IKubernetes client, CancellationToken cancellation)
    {
        foreach (V1Deployment deployment in Deployments)
            await client.AppsV1.CreateNamespacedDeploymentAsync(deployment, deployment.Metadata.NamespaceProperty, cancellationToken: cancellation);
    }

    /// <summary>Whether the pods packed from scratch, the largest first and each where least is left, leave fewer pending. Not the best there is, but the same on every machine.</summary>
    private static bool CanImprove(Cluster cluster, int[] spread)
    {
        Resources node = cluster.Nodes[0].Allocatable;
        double Part(Resources amounts, string name) => (double)amounts.Of(name) / node.Of(name);
        double[] cpu = [.. cluster.Nodes.Select(_ => 1.0)];
        double[] memory = [.. cluster.Nodes.Select(_ => 1.0)];
        int unplaced = 0;
        foreach (Resources pod in cluster.Pods.Select(p => p.Requests).OrderByDescending(r => Part(r, Resources.Cpu) + Part(r, Resources.Memory)))
        {
            (double c, double m) = (Part(pod, Resources.Cpu), Part(pod, Resources.Memory));
            int best = -1;
            for (int n = 0; n < cpu.Length; n++)
            {
                if (c <= cpu[n] && m <= memory[n] && (best < 0 || cpu[n] + memory[n] < cpu[best] + memory[best]))
                    best = n;
            }

            if (best < 0)
            {
                unplaced++;
                continue;
            }

            cpu[best] -= c;
            memory[best] -= m;
        }

        return unplaced < spread.Count(n => n < 0);
    }

    private static KubeletOptions Nodes(Cluster cluster, int count)
    {
        Resources node = cluster.Nodes[0].Allocatable;
        return new KubeletOptions
        {
            Nodes = count,
            Cpu = string.Create(CultureInfo.InvariantCulture, $"{node.Of(Resources.Cpu)}m"),
            Memory = node.Of(Resources.Memory).ToString(CultureInfo.InvariantCulture),
        };
    }

    // The number has leading zeros: pods of one second are tried in the order of their names.
    private static V1Deployment Deployment(IGrouping<string, Pod> set, int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"app-{number:0000}");
        var labels = new Dictionary<string, string> { ["app"] = name };
        var requests = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new(string.Create(CultureInfo.InvariantCulture, $"{set.First().Requests.Of(Resources.Cpu)}m")),
            ["memory"] = new(set.First().Requests.Of(Resources.Memory).ToString(CultureInfo.InvariantCulture)),
        };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
            Spec = new V1DeploymentSpec
            {
                Replicas = set.Count(),
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = "none", Resources = new V1ResourceRequirements { Requests = requests } }] },
                },
            },
        };
    }
}
