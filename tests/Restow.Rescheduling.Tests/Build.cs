using CsCheck;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Tests;

/// <summary>Small fleets for tests.</summary>
internal static class Build
{
    /// <summary>Fleets of a few hosts of 1 to 3 nodes, with pins, conflict groups and hosts in maintenance now and then; nothing is overcommitted.</summary>
    public static Gen<Fleet> Fleets { get; } = Gen.Select(Gen.Int[1, 6], Gen.Int[1, 3], Gen.ULong).Select((hosts, nodes, seed) => Random(hosts, nodes, seed));

    public static Fleet Of(IReadOnlyList<Host> hosts, IReadOnlyList<Vm> vms, params PlacementRule[] rules) =>
        new() { SourceName = "test", Hosts = hosts, Vms = vms, Rules = rules };

    public static Host Host(int index, int nodes = 2, int cores = 44, int memory = 184_388) =>
        new() { Id = $"pm_{index}", Nodes = [.. Enumerable.Repeat(new NumaNode(cores, memory), nodes)] };

    public static Vm Vm(int index, int cores, int host, int nodeA, int nodeB = -1) =>
        new() { Id = $"vm_{index}", Cores = cores, MemoryMb = cores * 2048, Placement = new VmPlacement(host, nodeA, nodeB) };

    public static ReschedulingProblem Problem(Fleet fleet, ReschedulingOptions? options = null) => ReschedulingProblem.Compile(fleet, options ?? new ReschedulingOptions());

    public static Fleet Random(int hosts, int nodes, ulong seed)
    {
        var random = new Core.SeededRandom(seed);
        Host[] all = [.. Enumerable.Range(0, hosts).Select(h => Host(h, nodes) with { Maintenance = random.Next(10) == 0 })];
        var vms = new List<Vm>();
        for (int h = 0; h < hosts; h++)
        {
            int[] free = [.. Enumerable.Repeat(44, nodes)];
            for (int tries = random.Next(9); tries > 0; tries--)
            {
                int cores = 2 << random.Next(4);
                int a = random.Next(nodes);
                int b = nodes > 1 && random.Next(4) == 0 ? (a + 1) % nodes : -1;
                if (free[a] < cores || (b >= 0 && free[b] < cores))
                    continue;
                free[a] -= cores;
                if (b >= 0)
                    free[b] -= cores;
                Vm vm = Vm(vms.Count, cores, h, b < 0 ? a : Math.Min(a, b), b < 0 ? -1 : Math.Max(a, b));
                vms.Add(vm with { AllowMigration = random.Next(8) > 0, PinnedTo = random.Next(8) == 0 ? [random.Next(hosts)] : [] });
            }
        }

        var rules = new List<PlacementRule>();
        for (int r = random.Next(3); r > 0 && vms.Count > 2; r--)
        {
            int[] members = [.. Enumerable.Range(0, vms.Count)];
            random.Shuffle<int>(members);
            rules.Add(new PlacementRule($"rule-{r}", random.Next(3) > 0 ? RuleKind.AntiAffinity : RuleKind.Affinity, random.Next(2) == 0, members[..Math.Min(3, members.Length)]));
        }

        return Of(all, vms, [.. rules]);
    }
}
