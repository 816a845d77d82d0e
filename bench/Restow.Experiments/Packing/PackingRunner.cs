using System.Diagnostics;
using Restow.Core;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Experiments.Packing;

/// <summary>
/// Runs the paper's evaluation: a cluster is generated, the default scheduler places its pods in order, and each method starts from what that left.
/// Up to a utilisation of 1.00 only seeds count where something is left pending.
/// </summary>
internal static class PackingRunner
{
    private const int MostTries = 40;

    public static List<PackingCase> Run(PackingGrid grid, string csv, TextWriter progress, CancellationToken cancellation)
    {
        List<PackingCase> rows = PackingCsv.Read(csv);
        var done = rows.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var cells = grid.Cells().ToList();
        var clock = Stopwatch.StartNew();
        for (int k = 0; k < cells.Count && !cancellation.IsCancellationRequested; k++)
        {
            (PackingCell cell, double seconds) = cells[k];
            progress.Write(FormattableString.Invariant($"\r{k}/{cells.Count} cells, {clock.Elapsed:hh\\:mm\\:ss}, now {cell} {seconds} s          "));
            foreach ((ulong seed, Cluster start) in Starts(cell, grid))
            {
                foreach (string method in grid.Methods)
                {
                    if (cancellation.IsCancellationRequested)
                        break;
                    if (done.Contains(FormattableString.Invariant($"{cell.Nodes}/{cell.PodsPerNode}/{cell.Priorities}/{cell.Utilisation:F2}/{seconds}/{seed}/{method}")))
                        continue;
                    PackingCase row = Solve(cell, seconds, seed, method, start);
                    PackingCsv.Append(csv, row);
                    rows.Add(row);
                }
            }
        }

        progress.WriteLine();
        return rows;
    }

    private static IEnumerable<(ulong Seed, Cluster Start)> Starts(PackingCell cell, PackingGrid grid)
    {
        var generator = new PaperGenerator(cell.Nodes, cell.PodsPerNode, cell.Priorities, cell.Utilisation, grid.WholeMegabytes);
        int found = 0;
        for (ulong seed = 1; found < grid.Seeds && seed <= (ulong)(grid.Seeds * MostTries); seed++)
        {
            Cluster start = Arrival.ByPriority(generator.Generate(seed)).Value;
            if (cell.Utilisation <= 1.0 && start.Pods.All(p => p.NodeName is not null))
                continue;
            found++;
            yield return (seed, start);
        }
    }

    private static PackingCase Solve(PackingCell cell, double seconds, ulong seed, string method, Cluster start)
    {
        var options = new PackingOptions
        {
            Time = TimeSpan.FromSeconds(seconds),
            Seed = seed,
            Eviction = EvictionPolicy.Any,
            Method = method == "cpsat" ? PackingMethod.CpSat : PackingMethod.Restow,
        };
        int pending = start.Pods.Count(p => p.NodeName is null);
        var clock = Stopwatch.StartNew();
        Result<PackingPlan> result = Packer.Plan(start, options);
        double wall = clock.Elapsed.TotalSeconds;
        if (!result.TryGet(out PackingPlan? plan, out Fault? fault))
            throw new InvalidOperationException($"{cell} seed {seed} {method}: {fault}");
        bool certified = plan.Plan.Certificate.Kind == CertificateKind.Optimal;
        string kind = (plan.IsBetter, certified) switch
        {
            (true, true) => "betterOptimal",
            (true, false) => "better",
            (false, true) => "defaultOptimal",
            _ => "failure",
        };
        return new PackingCase(
            cell.Nodes, cell.PodsPerNode, cell.Priorities, cell.Utilisation, seconds, seed, method, kind,
            string.Join('/', plan.ByPriority.Select(p => p.PlacedBefore)),
            string.Join('/', plan.ByPriority.Select(p => p.PlacedAfter)),
            pending, plan.Assignment.Count(n => n < 0), plan.Disturbed, certified, plan.HasFewestDisruptions, wall);
    }
}
