using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Generation;

/// <summary>A size of machines in a mix.</summary>
/// <param name="Cores">Cores on each NUMA node that it uses.</param>
/// <param name="IsDouble">Whether it uses two nodes.</param>
/// <param name="Weight">How often it comes, in proportion.</param>
public readonly record struct VmSize(int Cores, bool IsDouble, double Weight);

/// <summary>A size of hosts in a mix.</summary>
/// <param name="CoresPerNode">Cores of each NUMA node.</param>
/// <param name="Nodes">NUMA nodes.</param>
/// <param name="Weight">How often it comes, in proportion.</param>
public readonly record struct HostSize(int CoresPerNode, int Nodes, double Weight);

/// <summary>What a made-up fleet is like. The defaults are the Medium data set's: its machine sizes, its hosts, its memory.</summary>
public sealed record SyntheticFleetOptions
{
    /// <summary>Hosts. Default 12.</summary>
    public int Hosts { get; init; } = 12;

    /// <summary>Sizes of hosts. Default: two nodes of 44 cores.</summary>
    public IReadOnlyList<HostSize> HostSizes { get; init; } = [new(44, 2, 1)];

    /// <summary>Sizes of machines. Default: the mix of the Medium data set.</summary>
    public IReadOnlyList<VmSize> VmSizes { get; init; } =
    [
        new(4, false, 906), new(2, false, 337), new(8, false, 311), new(16, false, 184), new(32, false, 61),
        new(32, true, 130), new(4, true, 57), new(16, true, 50), new(8, true, 46), new(44, true, 4), new(2, true, 3),
    ];

    /// <summary>Share of all cores that is used in the end. Default 0.75.</summary>
    public double Utilisation { get; init; } = 0.75;

    /// <summary>Memory of a machine for each of its cores, MB. Default 2,048.</summary>
    public int MemoryPerCoreMb { get; init; } = 2048;

    /// <summary>Memory of a host for each of its cores, MB. Default 4,190.</summary>
    public int HostMemoryPerCoreMb { get; init; } = 4190;

    /// <summary>Share of the machines that belong to a conflict group of two to five. Default 0.</summary>
    public double Conflicts { get; init; }

    /// <summary>Probability that a machine leaves once the fleet is full, which makes the holes. Default 0.25.</summary>
    public double Leave { get; init; } = 0.25;

    /// <summary>Share of the leaving ones that come back elsewhere. Default 0.8.</summary>
    public double Back { get; init; } = 0.8;

    /// <summary>Seed of every random choice. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Makes fleets up: machines of a mix arrive and go where they fit most tightly, then <see cref="Churn"/> makes holes.</summary>
public static class SyntheticFleet
{
    /// <summary>The fleet; the same options give the same fleet.</summary>
    public static Fleet Create(SyntheticFleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hosts, 1);
        var random = new SeededRandom(options.Seed);
        Host[] hosts = [.. Enumerable.Range(0, options.Hosts).Select(h => HostOf(h, Pick(options.HostSizes, s => s.Weight, random), options))];
        double kept = Math.Max(1e-9, 1 - (options.Leave * (1 - options.Back)));
        var full = new Fleet { SourceName = "generated", Hosts = hosts, Vms = Fill(hosts, options.Utilisation / kept, options, random) };
        return Churned(full, options with { Seed = random.NextUInt64() });
    }

    /// <summary>A snapshot after churn, with conflict groups drawn anew; only <c>Leave</c>, <c>Back</c>, <c>Conflicts</c> and <c>Seed</c> are used.</summary>
    public static Fleet Churned(Fleet fleet, SyntheticFleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Fleet churned = Churn.Apply(fleet, options.Seed, options.Leave, options.Back);
        return churned with { Rules = ConflictGroups.Draw(churned, options.Conflicts, new SeededRandom(options.Seed).Fork(1)) };
    }

    private static Host HostOf(int index, HostSize size, SyntheticFleetOptions options) => new()
    {
        Id = $"host-{index + 1:000}",
        Nodes = [.. Enumerable.Repeat(new NumaNode(size.CoresPerNode, size.CoresPerNode * options.HostMemoryPerCoreMb), size.Nodes)],
        Rack = $"rack-{(index / 20) + 1}",
    };

    private static List<Vm> Fill(Host[] hosts, double utilisation, SyntheticFleetOptions options, SeededRandom random)
    {
        long capacity = hosts.Sum(h => h.Nodes.Sum(n => (long)n.Cores));
        var room = new FreeRoom(hosts);
        var vms = new List<Vm>();
        long used = 0;
        // Arrivals that fit nowhere go elsewhere; many in a row mean that the fleet is full.
        for (int refused = 0; used < utilisation * capacity && refused < 200;)
        {
            VmSize size = Pick(options.VmSizes, s => s.Weight, random);
            var vm = new Vm
            {
                Id = $"vm-{vms.Count + 1:0000}",
                Type = size.IsDouble ? $"{size.Cores}+{size.Cores}" : $"{size.Cores}",
                Cores = size.Cores,
                MemoryMb = size.Cores * options.MemoryPerCoreMb,
                Placement = new VmPlacement(0, 0, size.IsDouble ? 1 : -1),
            };
            if (room.TightestFit(vm, random) is not { } place)
            {
                refused++;
                continue;
            }

            refused = 0;
            room.Take(vm, place);
            vms.Add(vm with { Placement = place });
            used += size.IsDouble ? 2 * size.Cores : size.Cores;
        }

        return vms;
    }

    private static T Pick<T>(IReadOnlyList<T> choices, Func<T, double> weight, SeededRandom random)
    {
        double left = random.NextDouble() * choices.Sum(weight);
        foreach (T choice in choices)
        {
            left -= weight(choice);
            if (left < 0)
                return choice;
        }

        return choices[^1];
    }
}
