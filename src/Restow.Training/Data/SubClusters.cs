using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;

namespace Restow.Training.Data;

/// <summary>Blocks of hosts of churned snapshots, with 3 to 8 migrations each.</summary>
internal sealed class SubClusters(Fleet snapshot, int hosts) : IClusters
{
    private const int FewestMigrations = 3;
    private const int MostMigrations = 8;

    // Seeds of churned fleets for training lie far from those of evaluations, which count from 1.
    private const ulong FirstSeed = 1_000_000;

    private (ulong Seed, Fleet Fleet, int[] Hosts)? last;

    public string Name => $"churned-{hosts}";

    /// <summary>Blocks in one churned fleet.</summary>
    public int Blocks => Math.Max(1, snapshot.Hosts.Count / hosts);

    public (Fleet Fleet, int Migrations) Of(int index)
    {
        ulong seed = FirstSeed + (ulong)(index / Blocks);
        if (last is not { } churned || churned.Seed != seed)
        {
            int[] order = [.. Enumerable.Range(0, snapshot.Hosts.Count)];
            new SeededRandom(seed).Shuffle<int>(order);
            churned = (seed, Churn.Apply(snapshot, seed), order);
            last = churned;
        }

        int start = index % Blocks * hosts;
        Fleet fleet = Cut(churned.Fleet, churned.Hosts[start..Math.Min(start + hosts, churned.Hosts.Length)]);
        return (fleet, new SeededRandom((ulong)index).NextInclusive(FewestMigrations, MostMigrations));
    }

    /// <summary>Some hosts of a fleet with their machines.</summary>
    public static Fleet Cut(Fleet fleet, int[] hosts)
    {
        int[] place = new int[fleet.Hosts.Count];
        Array.Fill(place, -1);
        for (int i = 0; i < hosts.Length; i++)
            place[hosts[i]] = i;
        return fleet with
        {
            Hosts = [.. hosts.Select(h => fleet.Hosts[h])],
            Vms = [.. fleet.Vms.Where(v => place[v.Placement.Host] >= 0).Select(v => v with { Placement = v.Placement with { Host = place[v.Placement.Host] } })],
        };
    }
}
