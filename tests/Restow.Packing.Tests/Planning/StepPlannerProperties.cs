using System.Diagnostics;
using CsCheck;
using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Planning;

namespace Restow.Packing.Tests.Planning;

/// <summary>Random clusters and targets, replayed by arithmetic of the test's own.</summary>
public class StepPlannerProperties
{
    [Fact]
    public void Order_RandomTargets_EveryStepIsFeasible() =>
        Gen.ULong.Sample(
            seed =>
            {
                (Cluster cluster, int[] target) = Instance(new SeededRandom(seed), nodes: 5, budgets: true);
                StepPlan plan = Clusters.Order(cluster, target);
                Replay(cluster, plan);
            },
            iter: 3000);

    [Fact]
    public void Order_WithoutBudgets_ReachesTheCanonicalTarget() =>
        Gen.ULong.Sample(
            seed =>
            {
                (Cluster cluster, int[] target) = Instance(new SeededRandom(seed), nodes: 5, budgets: false);
                int[] canonical = StepPlanner.Canonicalise(cluster, Mobility.Of(cluster, new PackingOptions()), target);
                StepPlan plan = Clusters.Order(cluster, target);
                for (int pod = 0; pod < target.Length; pod++)
                    Assert.True(plan.Reached[pod] == canonical[pod] || (canonical[pod] < 0 && plan.Reached[pod] == Node(cluster, pod)));
            },
            iter: 3000);

    [Fact]
    public void Canonicalise_RandomTargets_KeepsCountsAndDisturbsNoMore() =>
        Gen.ULong.Sample(
            seed =>
            {
                (Cluster cluster, int[] target) = Instance(new SeededRandom(seed), nodes: 4, budgets: false);
                int[] canonical = StepPlanner.Canonicalise(cluster, Mobility.Of(cluster, new PackingOptions()), target);
                Assert.True(Disturbed(cluster, canonical) <= Disturbed(cluster, target));
                Assert.Equal(Counts(cluster, target), Counts(cluster, canonical));
                Assert.Equal(canonical, StepPlanner.Canonicalise(cluster, Mobility.Of(cluster, new PackingOptions()), canonical));
            },
            iter: 2000);

    [Fact]
    public void Order_AThousandNodes_IsFast()
    {
        (Cluster cluster, int[] target) = Large(new SeededRandom(3));
        Clusters.Order(cluster, target);
        long start = Stopwatch.GetTimestamp();
        StepPlan plan = Clusters.Order(cluster, target);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper?.WriteLine($"{plan.Steps.Count} steps, {plan.Steps[^1].Wave} waves, {took.TotalMilliseconds:F0} ms");
        Replay(cluster, plan);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{took.TotalMilliseconds:F0} ms");
    }

    private static (Cluster Cluster, int[] Target) Instance(SeededRandom random, int nodes, bool budgets)
    {
        var pods = new List<Pod>();
        var free = Enumerable.Repeat(10L, nodes).ToArray();
        for (int w = 0; w < 8; w++)
        {
            int cpu = random.NextInclusive(1, 6);
            int priority = random.Next(3);
            for (int i = random.NextInclusive(1, 3); i > 0; i--)
            {
                int node = random.Next(nodes + 1) - 1;
                if (node >= 0 && free[node] < cpu)
                    node = -1;
                if (node >= 0)
                    free[node] -= cpu;
                string own = random.Next(2) == 0 ? "" : $"w{w}";
                pods.Add(Clusters.Pod($"p{pods.Count}", cpu, node, priority, own, $"a{w % 3}"));
            }
        }

        Cluster cluster = Clusters.Of(nodes, 10, [.. pods]);
        if (budgets)
            cluster = cluster with { Budgets = [.. Enumerable.Range(0, 3).Select(a => Clusters.Budget($"a{a}", random.Next(4)))] };
        return (cluster, Pack(random, cluster, Enumerable.Repeat(10L, nodes).ToArray()));
    }

    private static int[] Pack(SeededRandom random, Cluster cluster, long[] free)
    {
        int[] order = [.. Enumerable.Range(0, cluster.Pods.Count)];
        random.Shuffle<int>(order);
        var target = new int[order.Length];
        Array.Fill(target, -1);
        foreach (int pod in order)
        {
            for (int tries = 0; tries < 6 && target[pod] < 0; tries++)
            {
                int node = random.Next(free.Length);
                if (free[node] < cluster.Pods[pod].Requests.Of("cpu"))
                    continue;
                target[pod] = node;
                free[node] -= cluster.Pods[pod].Requests.Of("cpu");
            }
        }

        return target;
    }

    private static (Cluster Cluster, int[] Target) Large(SeededRandom random)
    {
        const int nodes = 1000;
        var free = Enumerable.Repeat(8000L, nodes).ToArray();
        var pods = new List<Pod>();
        for (int i = 0; i < 10_000; i++)
        {
            int cpu = random.NextInclusive(100, 1400), node = i % nodes;
            if (free[node] < cpu)
                node = -1;
            else
                free[node] -= cpu;
            pods.Add(Clusters.Pod($"p{i}", cpu, node, random.Next(4), $"w{i / 4}"));
        }

        Cluster cluster = Clusters.Of(nodes, 8000, [.. pods]);
        int[] target = cluster.InitialAssignment();
        for (int changed = 0, tries = 0; changed < 500 && tries < 1_000_000; tries++)
        {
            // Swaps and moves that keep every node within its capacity in the end.
            int a = random.Next(pods.Count), b = random.Next(pods.Count);
            if (target[a] < 0 || target[b] < 0 || target[a] != Node(cluster, a) || target[b] != Node(cluster, b) || target[a] == target[b])
                continue;
            long da = pods[a].Requests.Of("cpu"), db = pods[b].Requests.Of("cpu");
            if (free[target[a]] + da < db || free[target[b]] + db < da)
                continue;
            free[target[a]] += da - db;
            free[target[b]] += db - da;
            (target[a], target[b]) = (target[b], target[a]);
            changed += 2;
        }

        return (cluster, target);
    }

    private static void Replay(Cluster cluster, StepPlan plan)
    {
        int[] at = cluster.InitialAssignment();
        var down = new int[cluster.Budgets.Count];
        foreach (IGrouping<int, PlanStep<PackingMove>> wave in plan.Steps.GroupBy(s => s.Wave))
        {
            long[] free = [.. cluster.Nodes.Select(n => n.Allocatable.Of("cpu"))];
            for (int pod = 0; pod < at.Length; pod++)
            {
                if (at[pod] >= 0)
                    free[at[pod]] -= cluster.Pods[pod].Requests.Of("cpu");
            }

            var returned = new List<int>();
            foreach (PackingMove move in wave.Select(s => s.Move))
            {
                int[] budgets = [.. Enumerable.Range(0, down.Length).Where(b => cluster.Budgets[b].Name == cluster.Pods[move.Pod].Labels["app"])];
                Assert.Equal(move.From, move.Kind == PackingMoveKind.Place ? null : cluster.Nodes[at[move.Pod]].Name);
                if (move.Kind == PackingMoveKind.Place)
                    Assert.Equal(-1, at[move.Pod]);
                else
                    Assert.All(budgets, b => Assert.True(++down[b] <= cluster.Budgets[b].DisruptionsAllowed));
                at[move.Pod] = move.To is null ? -1 : cluster.NodeIndex[move.To];
                if (move.To is null)
                    continue;
                Assert.True((free[at[move.Pod]] -= cluster.Pods[move.Pod].Requests.Of("cpu")) >= 0);
                if (cluster.Pods[move.Pod].NodeName is not null)
                    returned.AddRange(budgets);
            }

            returned.ForEach(b => down[b]--);
        }

        Assert.Equal(plan.Reached, at);
        Assert.All(cluster.Pods.Zip(at), p => Assert.True(p.Second >= 0 || p.First.NodeName is null || plan.Steps.Any(s => s.Move.Kind == PackingMoveKind.Evict && s.Move.Name == p.First.Name)));
    }

    private static int Node(Cluster cluster, int pod) => cluster.Pods[pod].NodeName is { } name ? cluster.NodeIndex[name] : -1;

    private static int Disturbed(Cluster cluster, int[] target) =>
        Enumerable.Range(0, target.Length).Count(pod => Node(cluster, pod) is var from && from >= 0 && target[pod] != from);

    private static string[] Counts(Cluster cluster, int[] target) =>
        [.. target.Select((node, pod) => $"{cluster.Pods[pod].Workload?.ControllerUid ?? cluster.Pods[pod].Name}@{node}").Order(StringComparer.Ordinal)];
}
