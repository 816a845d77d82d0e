using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Packing.Tests.Search;

public class PerfectPatternsTests
{
    [Fact]
    public void ProvesOneMissing_FullClusters_NeverWhenEverythingFits()
    {
        int proofs = 0;
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Cluster cluster = TinyClusters.Random(seed, nodes: 2, pods: 8, priorities: 1, utilisation: 1.0);
            PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Eviction = EvictionPolicy.Any });
            var space = new PatternSpace(problem, [0, 1], Enumerable.Range(0, problem.Pods.Length), 0);
            bool proof = PerfectPatterns.ProvesOneMissing(problem, space, [problem.Pods.Length - 1], 0, Effort.Until(Deadline.In(TimeSpan.FromSeconds(5))));
            bool allFit = BruteForce.Solve(problem).MostTotal == problem.Pods.Length;
            Assert.False(proof && allFit, $"seed {seed}: every pod fits, yet it was proven that one must stay out");
            proofs += proof ? 1 : 0;
        }

        Assert.True(proofs > 5, $"only {proofs} proofs");
    }
}
