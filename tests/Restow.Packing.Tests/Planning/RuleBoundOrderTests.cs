using CsCheck;
using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Planning;

namespace Restow.Packing.Tests.Planning;

/// <summary>Orders under a rule that depends on other pods: no two pods of an app in one zone of two nodes.</summary>
public class RuleBoundOrderTests
{
    [Fact]
    public void Order_ApartByZone_HoldsWhateverOfAWaveRunsFirst() =>
        Gen.ULong.Sample(
            seed =>
            {
                var random = new SeededRandom(seed);
                int[] app = [.. Enumerable.Range(0, 9).Select(_ => random.Next(3))];
                int[] from = Spread(random, app), to = Spread(random, app);
                Cluster cluster = Clusters.Of(8, 10, [.. app.Select((a, i) => Clusters.Pod($"p{i}", 3, from[i], i % 3, app: $"{a}"))]);
                StepPlan plan = Clusters.Order(cluster, to, [new ApartByZone()]);
                int[] at = [.. from];
                foreach (IGrouping<int, PackingMove> wave in plan.Steps.GroupBy(s => s.Wave, s => s.Move))
                {
                    int[] before = [.. at];
                    foreach (PackingMove move in wave)
                        at[move.Pod] = move.To is null ? -1 : cluster.NodeIndex[move.To];
                    foreach (PackingMove move in wave.Where(m => m.To is not null))
                    {
                        // Neither a pod that is there when the wave begins nor one that arrives in it may share the zone.
                        bool Shares(int other, int node) =>
                            other != move.Pod && app[other] == app[move.Pod] && node >= 0 && node / 2 == at[move.Pod] / 2;
                        Assert.DoesNotContain(Enumerable.Range(0, 9), o => Shares(o, before[o]) || Shares(o, at[o]));
                    }
                }

                Assert.Equal(plan.Reached, at);
                Assert.All(Enumerable.Range(0, 9), i => Assert.True(at[i] == to[i] || (to[i] < 0 && at[i] == from[i]) || plan.Unordered.Any(u => u.Pod == i)));
                Assert.All(Enumerable.Range(0, 9), i => Assert.True(at[i] >= 0 || from[i] < 0 || to[i] < 0));
            },
            iter: 2000);

    private static int[] Spread(SeededRandom random, int[] app)
    {
        var taken = new HashSet<(int, int)>();
        return [.. app.Select(a => random.Next(9) - 1 is var node and >= 0 && taken.Add((a, node / 2)) ? node : -1)];
    }

    private sealed class ApartByZone : IConstraint
    {
        public string Name => "ApartByZone";

        public IConstraintState Bind(Cluster cluster) => new State(cluster);

        private sealed class State(Cluster cluster) : IConstraintState
        {
            private readonly Dictionary<(string, int), int> count = [];

            public bool IsStatic => false;

            public bool IsMonotone => true;

            public bool Concerns(int pod) => true;

            public bool Allows(int pod, int node) => count.GetValueOrDefault(Key(pod, node)) == 0;

            public string Explain(int pod, int node) => "zone taken";

            public void Add(int pod, int node) => count[Key(pod, node)] = count.GetValueOrDefault(Key(pod, node)) + 1;

            public void Remove(int pod, int node) => count[Key(pod, node)]--;

            private (string, int) Key(int pod, int node) => (cluster.Pods[pod].Labels["app"], node / 2);
        }
    }
}
