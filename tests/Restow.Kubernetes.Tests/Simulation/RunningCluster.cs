using k8s;
using k8s.Models;
using Restow.Kubernetes.Kubelets;
using Restow.Kubernetes.Simulation;

namespace Restow.Kubernetes.Tests.Simulation;

/// <summary>A simulated cluster for one test, in real time, and what tests ask of it.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    // Far longer than anything takes: it ends a test that would wait for ever, it does not measure.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private RunningCluster(SimulatedCluster cluster) => Cluster = cluster;

    public SimulatedCluster Cluster { get; }

    public IKubernetes Api => Cluster.Client;

    public static async Task<RunningCluster> Start(int nodes = 2, string cpu = "2", Uri? extender = null) => new(await SimulatedCluster.Start(
        new SimulationOptions { Extender = extender, Kubelets = new KubeletOptions { Nodes = nodes, Cpu = cpu, StartDelay = TimeSpan.Zero, StopDelay = TimeSpan.Zero } },
        TimeProvider.System,
        TextWriter.Null));

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    public Task Deploy(string name, int replicas, string cpu, string? priorityClass = null) => Api.AppsV1.CreateNamespacedDeploymentAsync(
        new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = name } },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = name } },
                    Spec = new V1PodSpec
                    {
                        PriorityClassName = priorityClass,
                        Containers = [new V1Container { Name = "main", Image = "none", Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } }],
                    },
                },
            },
        },
        "default");

    public Task Budget(string app, string minAvailable) => Api.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(
        new V1PodDisruptionBudget
        {
            Metadata = new V1ObjectMeta { Name = app },
            Spec = new V1PodDisruptionBudgetSpec { MinAvailable = minAvailable, Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = app } } },
        },
        "default");

    public async Task<IList<V1Pod>> Pods(string app) => (await Api.CoreV1.ListNamespacedPodAsync("default", labelSelector: $"app={app}")).Items;

    /// <summary>Waits until the pods of an app are so.</summary>
    public async Task<IList<V1Pod>> Until(string app, Func<IList<V1Pod>, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            IList<V1Pod> pods = await Pods(app);
            if (condition(pods))
                return pods;
            await Task.Delay(50, patience.Token);
        }
    }

    public Task<IList<V1Pod>> UntilRunning(string app, int count) => Until(app, pods => pods.Count == count && pods.All(p => p.Status.Phase == "Running" && p.Metadata.DeletionTimestamp is null));

    public static bool IsUnschedulable(V1Pod pod) => pod.Status.Conditions?.Any(c => c.Type == "PodScheduled" && c.Reason == "Unschedulable") == true;
}
