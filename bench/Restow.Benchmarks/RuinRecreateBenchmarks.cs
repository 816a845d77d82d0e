using BenchmarkDotNet.Attributes;
using Restow.Core;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Search;

namespace Restow.Benchmarks;

/// <summary>The inner loop of ruin and recreate on two resources: insertions evaluated a second, bytes allocated.</summary>
[MemoryDiagnoser]
public class RuinRecreateBenchmarks
{
    private RuinRecreate search = null!;
    private Effort effort = null!;

    /// <summary>Nodes, with eight pods each.</summary>
    [Params(16, 64)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Cluster cluster = DenseCluster.Of(Nodes, 8);
        PackingProblem problem = PackingProblem.Compile(cluster, new PackingOptions { Eviction = EvictionPolicy.Any });
        var state = new SearchState(problem);
        search = new RuinRecreate(problem, state, new SeededRandom(1));
        search.Fill();
        effort = Effort.Until(Deadline.In(TimeSpan.FromHours(1)));
    }

    /// <summary>One insertion evaluated; what a step does is divided by the evaluations it makes.</summary>
    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Evaluate()
    {
        long end = search.Evaluations + Evaluations;
        while (search.Evaluations < end)
            search.Step(effort);
        return search.Evaluations;
    }

    private const int Evaluations = 1 << 20;
}
