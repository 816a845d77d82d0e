using Microsoft.Extensions.Time.Testing;
using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Packing.Tests.Search;

public class RestowSearchTests
{
    public static TheoryData<ulong, EvictionPolicy> Cases()
    {
        var data = new TheoryData<ulong, EvictionPolicy>();
        for (ulong seed = 1; seed <= 12; seed++)
        {
            foreach (EvictionPolicy policy in Enum.GetValues<EvictionPolicy>())
                data.Add(seed, policy);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_TinyCluster_EqualsBruteForceAndBoundsAreSound(ulong seed, EvictionPolicy policy)
    {
        Cluster cluster = TinyClusters.Random(seed, priorities: seed % 3 == 0 ? 1 : 2);
        PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Eviction = policy, Threads = 1 });
        BruteForce best = BruteForce.Solve(problem);

        SearchOutcome outcome = RestowSearch.Run(problem, Counted(0.4));

        int[] placed = Placed(problem, outcome.Nodes);
        Assert.Equal(best.Placed, placed);
        for (int t = 0; t < placed.Length; t++)
            Assert.True(outcome.Bounds[t] >= placed[t], $"tier {t}: bound {outcome.Bounds[t]} below {placed[t]}");
        Assert.True(outcome.TotalBound >= best.MostTotal);
        Assert.Equal(best.Cost, new DisruptionCost(problem).Total(outcome.Nodes));
    }

    [Theory]
    [InlineData(PackingMethod.Restow)]
    [InlineData(PackingMethod.CpSat)]
    [InlineData(PackingMethod.Default)]
    public void Plan_ClaimsTheFewestDisruptions_BruteForceAgrees(PackingMethod method)
    {
        int claims = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            Cluster cluster = TinyClusters.Random(seed, priorities: 2);
            var options = new PackingOptions { Eviction = EvictionPolicy.Any, Threads = 1, Method = method, Time = TimeSpan.FromSeconds(0.5) };
            PackingProblem problem = PackingProblem.Compile(cluster, options);
            BruteForce best = BruteForce.Solve(problem);

            PackingPlan plan = Packer.Plan(cluster, options).Value;

            int[] nodes = problem.ItemNodes(plan.Assignment);
            if (!plan.HasFewestDisruptions || !Placed(problem, nodes).SequenceEqual(best.Placed))
                continue;
            claims++;
            Assert.Equal(best.Cost, new DisruptionCost(problem).Total(nodes));
        }

        Assert.True(claims > 0 || method != PackingMethod.Restow, "nothing was proven");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_OneThreadSameSeed_SamePlacement(ulong seed)
    {
        Cluster cluster = TinyClusters.Random(seed, nodes: 6, pods: 30);
        int[] Once()
        {
            PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Threads = 1, Seed = seed, Eviction = EvictionPolicy.Any });
            return RestowSearch.Run(problem, Counted(0.5)).Nodes;
        }

        Assert.Equal(Once(), Once());
    }

    [Fact]
    public void Run_OneThreadClockRunsAtAnotherPace_SamePlacement()
    {
        Cluster cluster = TinyClusters.Random(5, nodes: 6, pods: 30);
        int[] At(double secondsPerLook)
        {
            var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(secondsPerLook) };
            PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Threads = 1, Eviction = EvictionPolicy.Any });
            return RestowSearch.Run(problem, Deadline.In(TimeSpan.FromSeconds(0.5), time)).Nodes;
        }

        Assert.Equal(At(0), At(1e-6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_MostMoves_IsTheBestWithinTheLimit(int limit)
    {
        for (ulong seed = 20; seed < 28; seed++)
        {
            Cluster cluster = TinyClusters.Random(seed);
            PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { MaxMoves = limit, Threads = 1, Eviction = EvictionPolicy.Any });
            SearchOutcome outcome = RestowSearch.Run(problem, Counted(0.4));
            Assert.True(new DisruptionCost(problem).Disturbed(outcome.Nodes) <= limit);
            Assert.Equal(BruteForce.Solve(problem, limit).Placed, Placed(problem, outcome.Nodes));
        }
    }

    [Fact]
    public void Run_PendingPodThatNeverPreempts_EvictsNobody()
    {
        Cluster cluster = new()
        {
            SourceName = "never",
            Nodes = [new Node { Name = "n0", Allocatable = new Resources { ["cpu"] = 10, ["memory"] = 10, ["pods"] = 9 } }],
            Pods = [OfSize("low", 6, 1, "n0"), OfSize("high", 6, 9, null) with { NeverPreempts = true }],
        };
        foreach (EvictionPolicy policy in Enum.GetValues<EvictionPolicy>())
        {
            PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Eviction = policy, Threads = 1 });
            Assert.Equal([0, -1], RestowSearch.Run(problem, Counted(0.2)).Nodes);
        }
    }

    [Theory]
    [InlineData(EvictionPolicy.None, 0, -1)]
    [InlineData(EvictionPolicy.LowerPriority, -1, 0)]
    [InlineData(EvictionPolicy.Any, -1, 0)]
    public void Run_HigherPriorityPending_EvictsByPolicy(EvictionPolicy policy, int low, int high)
    {
        Cluster cluster = new()
        {
            SourceName = "preempt",
            Nodes = [new Node { Name = "n0", Allocatable = new Resources { ["cpu"] = 10, ["memory"] = 10, ["pods"] = 9 } }],
            Pods = [OfSize("low", 6, 1, "n0"), OfSize("high", 6, 9, null)],
        };
        PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Eviction = policy, Threads = 1 });
        Assert.Equal([low, high], RestowSearch.Run(problem, Counted(0.2)).Nodes);
    }

    // On a clock that stands still only the count of work ends a search with one thread.
    private static Deadline Counted(double seconds) => Deadline.In(TimeSpan.FromSeconds(seconds), new FakeTimeProvider());

    private static Pod OfSize(string name, long size, int priority, string? node) => new()
    {
        Namespace = "default",
        Name = name,
        Priority = priority,
        NodeName = node,
        Requests = new Resources { ["cpu"] = size, ["memory"] = size, ["pods"] = 1 },
        Workload = new WorkloadReference("Deployment", name, "ReplicaSet", name, "1"),
    };

    private static int[] Placed(PackingProblem problem, int[] nodes)
    {
        var placed = new int[problem.TierPriority.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] >= 0)
                placed[problem.Tier[i]]++;
        }

        return placed;
    }
}
