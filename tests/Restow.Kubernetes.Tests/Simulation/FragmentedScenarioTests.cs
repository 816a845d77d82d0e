using k8s;
using Restow.Kubernetes.Kubelets;
using Restow.Kubernetes.Simulation;
using Restow.Kubernetes.Simulation.Scenarios;

namespace Restow.Kubernetes.Tests.Simulation;

public class FragmentedScenarioTests
{
    [Fact]
    public async Task Apply_Fragmented_LeavesPodsPending()
    {
        FragmentedScenario scenario = FragmentedScenario.Create(4, 1).Value;
        KubeletOptions nodes = scenario.Kubelets with { StartDelay = TimeSpan.Zero };
        await using SimulatedCluster cluster = await SimulatedCluster.Start(new SimulationOptions { Kubelets = nodes }, TimeProvider.System, TextWriter.Null);
        await scenario.Apply(cluster.Client, CancellationToken.None);
        int pods = scenario.Deployments.Sum(d => d.Spec.Replicas!.Value);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var all = (await cluster.Client.CoreV1.ListNamespacedPodAsync("default")).Items;
            if (all.Count == pods && all.All(p => p.Status.Phase == "Running" || RunningCluster.IsUnschedulable(p)))
            {
                Assert.Contains(all, RunningCluster.IsUnschedulable);
                Assert.DoesNotContain(all, p => p.Status.Phase == "Failed");
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    [Fact]
    public void Create_SameSeed_SameScenario()
    {
        FragmentedScenario first = FragmentedScenario.Create(4, 7).Value;
        FragmentedScenario second = FragmentedScenario.Create(4, 7).Value;
        Assert.Equal(first.Seed, second.Seed);
        Assert.Equal(Names(first), Names(second));
        static IEnumerable<string> Names(FragmentedScenario s) => s.Deployments.Select(d => $"{d.Metadata.Name} {d.Spec.Replicas} {d.Spec.Template.Spec.Containers[0].Resources.Requests["cpu"]}");
    }
}
