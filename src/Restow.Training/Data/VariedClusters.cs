using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Training.Data;

/// <summary>
/// Small fleets that differ more than a snapshot's own blocks do, so that what is learned also serves fleets of another kind: 16 to 128 hosts, .04 to .4 migrations for each (2 to 24).
/// A third of them is churned like the paper's high workload. In the others machines of some sizes leave more often than those of others; arrivals, drawn from the snapshot with a
/// weight for each size, fill the fleet up to 70 to 97 % of its cores, some onto the tightest place and some anywhere.
/// </summary>
internal sealed class VariedClusters(Fleet snapshot) : IClusters
{
    private const ulong FirstSeed = 2_000_000;
    private const int MostFailures = 50;

    public string Name => "varied";

    public (Fleet Fleet, int Migrations) Of(int index)
    {
        var random = new SeededRandom(FirstSeed + (ulong)index);
        int[] order = [.. Enumerable.Range(0, snapshot.Hosts.Count)];
        random.Shuffle<int>(order);
        int hosts = Math.Min((int)Between(random, 16, 129), order.Length);
        int migrations = Math.Clamp((int)Math.Round(hosts * Between(random, 0.04, 0.4)), 2, 24);
        Fleet block = SubClusters.Cut(snapshot, order[..hosts]);
        return (random.Next(3) == 0 ? Churn.Apply(block, random.NextUInt64()) : Refilled(block, random), migrations);
    }

    private Fleet Refilled(Fleet block, SeededRandom random)
    {
        double leave = 0.1 + (0.5 * random.NextDouble());
        double full = 0.7 + (0.27 * random.NextDouble());
        double tight = random.NextDouble();
        (int Cores, bool IsDouble)[] sizes = [.. snapshot.Vms.Select(Size).Distinct()];
        Dictionary<(int, bool), double> leaving = sizes.ToDictionary(s => s, _ => leave * Between(random, 0.33, 3));
        Dictionary<(int, bool), double> arriving = sizes.ToDictionary(s => s, _ => Between(random, 0.2, 5));
        var free = new FreeRoom(block.Hosts);
        var vms = new List<Vm>();
        foreach (Vm vm in block.Vms.Where(vm => random.NextDouble() >= leaving[Size(vm)]))
        {
            free.Take(vm, vm.Placement);
            vms.Add(vm);
        }

        long most = (long)((1 - full) * block.Hosts.Sum(h => h.Nodes.Sum(n => (long)n.Cores)));
        for (int failed = 0, arrived = 0; failed < MostFailures && free.Cores > most;)
        {
            Vm drawn = snapshot.Vms[random.Next(snapshot.Vms.Count)];
            if (random.NextDouble() * 5 >= arriving[Size(drawn)])
                continue;
            VmPlacement? place = random.NextDouble() < tight ? free.TightestFit(drawn, random) : free.RandomFit(drawn, random);
            failed = place is null ? failed + 1 : 0;
            if (place is not { } found)
                continue;
            free.Take(drawn, found);
            vms.Add(drawn with { Id = $"new_{arrived++}", Placement = found });
        }

        return block with { Vms = vms, Rules = [] };
    }

    private static (int Cores, bool IsDouble) Size(Vm vm) => (vm.Cores, vm.IsDouble);

    // Evenly on a logarithmic scale.
    private static double Between(SeededRandom random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());
}
