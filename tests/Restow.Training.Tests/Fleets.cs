using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Training.Tests;

/// <summary>Fragmented fleets that tests make up: hosts like those of the published data sets, filled at random.</summary>
internal static class Fleets
{
    public static Fleet Random(int hosts, ulong seed)
    {
        var random = new SeededRandom(seed);
        var vms = new List<Vm>();
        for (int h = 0; h < hosts; h++)
        {
            int[] free = [44, 44];
            for (int tries = 14; tries > 0; tries--)
            {
                int cores = 2 << random.Next(4);
                int a = random.Next(2);
                bool isDouble = random.Next(6) == 0;
                if (free[a] < cores || (isDouble && free[1 - a] < cores))
                    continue;
                free[a] -= cores;
                if (isDouble)
                    free[1 - a] -= cores;
                vms.Add(new Vm { Id = $"vm_{vms.Count}", Cores = cores, MemoryMb = 2048 * cores, Placement = isDouble ? new VmPlacement(h, 0, 1) : new VmPlacement(h, a) });
            }
        }

        return new Fleet
        {
            SourceName = "test",
            Hosts = [.. Enumerable.Range(0, hosts).Select(h => new Host { Id = $"pm_{h}", Nodes = [new NumaNode(44, 184_388), new NumaNode(44, 184_388)] })],
            Vms = vms,
        };
    }

    public static ReschedulingProblem Problem(int hosts, ulong seed, int migrations) =>
        ReschedulingProblem.Compile(Random(hosts, seed), new ReschedulingOptions { MaxMigrations = migrations });
}
