using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;

namespace Restow.Experiments.Rescheduling;

/// <summary>The cases of each experiment.</summary>
internal static class VmExperiments
{
    /// <summary>Medium as it is and churned at 25, 50 and 100 migrations; Large as it is and churned, a fifth as often, at 50, 100 and 200.</summary>
    public static IEnumerable<VmCase> Comparison(VmFleets fleets, int count)
    {
        foreach ((string name, Fleet fleet) in fleets.HighWorkload(count).Prepend(("medium", fleets.Medium)))
        {
            foreach (int limit in new[] { 25, 50, 100 })
                yield return Limited(name, fleet, limit);
        }

        foreach ((string name, Fleet fleet) in fleets.ChurnedLarge(count / 5).Prepend(("large", fleets.Large)))
        {
            foreach (int limit in new[] { 50, 100, 200 })
                yield return Limited(name, fleet, limit);
        }
    }

    /// <summary>Every kind of objective at 50 migrations.</summary>
    public static IEnumerable<VmCase> Objectives(VmFleets fleets, int count)
    {
        (string Name, FleetObjective Objective)[] objectives =
        [
            ("16 cores", Fragments.Of16),
            ("16 and 64 cores", new Fragments([(16, 1), (64, 4)])),
            ("64 cores", new Fragments([(64, 1)])),
            ("cores and memory", new MemoryFragments(16, 2, 32_768, 1)),
            ("empty hosts", new EmptyHosts()),
            ("balance", new Balance()),
        ];
        foreach ((string name, Fleet fleet) in fleets.HighWorkload(count))
        {
            foreach ((string variant, FleetObjective objective) in objectives)
                yield return new VmCase(name, variant, fleet, new ReschedulingOptions { Objective = objective });
        }
    }

    /// <summary>Conflict groups over 10, 30 and 60 % of the machines.</summary>
    public static IEnumerable<VmCase> Conflicts(VmFleets fleets, int count)
    {
        foreach ((string name, Fleet fleet) in fleets.HighWorkload(count))
        {
            foreach (int share in new[] { 0, 10, 30, 60 })
                yield return new VmCase(name, $"{share} % in groups", VmFleets.WithConflicts(fleet, share / 100.0, 1), new ReschedulingOptions());
        }
    }

    /// <summary>Hosts of 88, 104 and 128 cores.</summary>
    public static IEnumerable<VmCase> Sizes(VmFleets fleets, int count) =>
        fleets.HighWorkload(count).Select((f, k) => new VmCase(f.Name, "88, 104, 128 cores", VmFleets.WithSizes(f.Fleet, (ulong)k + 1), new ReschedulingOptions()));

    /// <summary>Up to 10,000 hosts with 100,000 machines, and a limit that grows with them.</summary>
    public static IEnumerable<VmCase> Scale(VmFleets fleets, int count)
    {
        foreach (int hosts in new[] { 1_000, 3_000, 10_000 })
        {
            for (int seed = 1; seed <= count; seed++)
                yield return new VmCase($"scale-{seed}", $"{hosts} hosts", fleets.OfSize(hosts, 10 * hosts, (ulong)seed), new ReschedulingOptions { MaxMigrations = hosts / 10 });
        }
    }

    private static VmCase Limited(string name, Fleet fleet, int limit) => new(name, $"{name.Split('-')[0]} at {limit}", fleet, new ReschedulingOptions { MaxMigrations = limit });
}
