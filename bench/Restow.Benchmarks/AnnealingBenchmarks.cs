using BenchmarkDotNet.Attributes;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Annealing;

namespace Restow.Benchmarks;

/// <summary>The inner loop of the annealing over migrations: proposals a second and bytes allocated, on a fleet of 280 hosts of two nodes.</summary>
[MemoryDiagnoser]
public class AnnealingBenchmarks
{
    private const int Proposals = 1 << 20;
    private Walk walk = null!;

    /// <summary>Temperature, in steps of the objective: where a round begins, and where it ends.</summary>
    [Params(0.3f, 0.03f)]
    public float Temperature { get; set; }

    /// <summary>Whether the objective is a sum over nodes, or has chunks that span two.</summary>
    [Params(true, false)]
    public bool IsSeparable { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new ReschedulingOptions { Objective = IsSeparable ? Fragments.Of16 : new Fragments([(16, 1), (64, 4)]) };
        ReschedulingProblem problem = ReschedulingProblem.Compile(RandomFleet(280), options);
        var value = new SmoothValue(problem);
        walk = new Walk(problem, value, new WalkState(problem, value), new SeededRandom(1));
        walk.Run(Proposals, Temperature);
    }

    /// <summary>One proposal.</summary>
    [Benchmark(OperationsPerInvoke = Proposals)]
    public void Propose() => walk.Run(Proposals, Temperature);

    private static Fleet RandomFleet(int hosts)
    {
        var random = new SeededRandom(42);
        var vms = new List<Vm>();
        for (int h = 0; h < hosts; h++)
        {
            int[] free = [44, 44];
            for (int tries = 0; tries < 12; tries++)
            {
                int cores = 2 << random.Next(4);
                int a = random.Next(2);
                bool isDouble = random.Next(6) == 0;
                if (free[a] < cores || (isDouble && free[1 - a] < cores))
                    continue;
                free[a] -= cores;
                free[1 - a] -= isDouble ? cores : 0;
                vms.Add(new Vm { Id = $"vm_{vms.Count}", Cores = cores, MemoryMb = cores * 2048, Placement = isDouble ? new VmPlacement(h, 0, 1) : new VmPlacement(h, a) });
            }
        }

        return new Fleet
        {
            SourceName = "random",
            Hosts = [.. Enumerable.Range(0, hosts).Select(h => new Host { Id = $"pm_{h}", Nodes = [new NumaNode(44, 184_388), new NumaNode(44, 184_388)] })],
            Vms = vms,
        };
    }
}
