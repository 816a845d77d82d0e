using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;

namespace Restow.Experiments.Rescheduling;

/// <summary>The fleets that the experiments run on, made of the public snapshots.</summary>
internal sealed class VmFleets(string folder)
{
    public Fleet Medium { get; } = Read(Path.Combine(folder, "medium.json"));

    public Fleet Large { get; } = Read(Path.Combine(folder, "large.json"));

    /// <summary>Churned Medium fleets whose fragment rate is in .53-.58, like the paper's high workload, by ascending seed.</summary>
    public IEnumerable<(string Name, Fleet Fleet)> HighWorkload(int count)
    {
        for (ulong seed = 1; count > 0; seed++)
        {
            Fleet fleet = Churn.Apply(Medium, seed);
            if (Churn.FragmentRate(fleet) is < 0.53 or > 0.58)
                continue;
            count--;
            yield return ($"medium-{seed}", fleet);
        }
    }

    /// <summary>Churned Large fleets.</summary>
    public IEnumerable<(string Name, Fleet Fleet)> ChurnedLarge(int count) =>
        Enumerable.Range(1, count).Select(seed => ($"large-{seed}", Churn.Apply(Large, (ulong)seed)));

    /// <summary>Conflict groups of eight over a share of the machines, drawn at random; where the snapshot has two on a host they may stay.</summary>
    public static Fleet WithConflicts(Fleet fleet, double share, ulong seed)
    {
        int[] vms = [.. Enumerable.Range(0, fleet.Vms.Count)];
        new SeededRandom(seed).Shuffle<int>(vms);
        PlacementRule[] rules =
        [
            .. vms.Take((int)(share * vms.Length)).Chunk(8).Where(c => c.Length > 1).Select((c, k) => new PlacementRule($"group-{k}", RuleKind.AntiAffinity, true, c)),
        ];
        return fleet with { Rules = rules };
    }

    /// <summary>The fleet with a third of its hosts grown to 52 and a third to 64 cores a node, then filled with machines of its mix until at most 8 % of the cores are free.</summary>
    public static Fleet WithSizes(Fleet fleet, ulong seed)
    {
        Host Grown(Host host, int cores) => host with { Nodes = [.. host.Nodes.Select(n => new NumaNode(cores, (int)((long)n.MemoryMb * cores / Math.Max(1, n.Cores))))] };
        Fleet grown = fleet with { Hosts = [.. fleet.Hosts.Select((h, k) => (k % 3) switch { 1 => Grown(h, 52), 2 => Grown(h, 64), _ => h })] };
        var clock = new FleetClock(grown, seed);
        long total = grown.Hosts.Sum(h => h.Nodes.Sum(n => (long)n.Cores));
        for (int failed = 0; clock.FreeCores > 0.08 * total && failed < 200;)
            failed = clock.Arrive() ? 0 : failed + 1;
        return clock.Now();
    }

    /// <summary>A fleet of a given size: machines of Medium's mix of up to 16 cores a node on random hosts.</summary>
    public Fleet OfSize(int hosts, int vms, ulong seed)
    {
        var random = new SeededRandom(seed);
        Vm[] mix = [.. Medium.Vms.Where(v => v.Cores <= 16)];
        var free = new int[hosts, 2];
        var list = new List<Vm>(vms);
        for (int h = 0; h < hosts; h++)
            free[h, 0] = free[h, 1] = 44;
        for (long tries = 0; list.Count < vms && tries < 50L * vms; tries++)
        {
            Vm drawn = mix[random.Next(mix.Length)];
            (int h, int a) = (random.Next(hosts), random.Next(2));
            if (free[h, a] < drawn.Cores || (drawn.IsDouble && free[h, 1 - a] < drawn.Cores))
                continue;
            free[h, a] -= drawn.Cores;
            free[h, 1 - a] -= drawn.IsDouble ? drawn.Cores : 0;
            list.Add(drawn with { Id = $"vm_{list.Count}", Placement = drawn.IsDouble ? new VmPlacement(h, 0, 1) : new VmPlacement(h, a) });
        }

        Host model = Medium.Hosts[0];
        return new Fleet { SourceName = $"{hosts} hosts", Hosts = [.. Enumerable.Range(0, hosts).Select(h => model with { Id = $"pm_{h}" })], Vms = list };
    }

    private static Fleet Read(string path) =>
        FleetJson.ReadFile(path).TryGet(out Fleet? fleet, out Fault? fault) ? fleet : throw new InvalidOperationException(fault.ToString());
}
