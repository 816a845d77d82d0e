using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Packing.Planning;

/// <summary>
/// Runs a search and what comes after it once, on a cluster of two nodes, on a thread of its own: compiled for the first time within a
/// deadline of a second it would take a good part of it.
/// </summary>
internal static class WarmStart
{
    private static readonly Lazy<Task> Once = new(() => Task.Run(Run));

    public static void Begin() => _ = Once.Value;

    private static void Run()
    {
        var room = new Resources { [Resources.Cpu] = 10, [Resources.Memory] = 10, [Resources.Pods] = 9 };
        Pod Of(string name, long size, string? node) => new()
        {
            Namespace = "default",
            Name = name,
            NodeName = node,
            Requests = new Resources { [Resources.Cpu] = size, [Resources.Memory] = size, [Resources.Pods] = 1 },
            Workload = new WorkloadReference("Deployment", name, "ReplicaSet", name, "1"),
        };
        var cluster = new Cluster
        {
            SourceName = "warm start",
            Nodes = [new Node { Name = "a", Allocatable = room }, new Node { Name = "b", Allocatable = room }],
            Pods = [Of("x", 4, "a"), Of("y", 4, "b"), Of("z", 8, null), Of("w", 9, null)],
        };
        var options = new PackingOptions();
        PackingProblem problem = PackingProblem.Compile(cluster, options);
        _ = RestowSearch.Run(problem, Deadline.In(TimeSpan.FromMilliseconds(150)));
        PackingPlan plan = PlanAssembly.Assemble(problem, new SearchOutcome([1, 1, 0, -1], [2, 1], 3, true, ""), Deadline.In(TimeSpan.FromSeconds(10)));
        _ = PlanChecker.Check(cluster, options, plan);
    }
}
