using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Restow.Core;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Experiments.Packing;

/// <summary><c>packing-scale</c>: large clusters, written as snapshots, read and planned as <c>restow pack</c> does it.</summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        Option<string> sizes = new("--sizes") { Description = "Nodes x pods per node.", DefaultValueFactory = _ => "256x8,1000x10" };
        Option<double> utilisation = new("--util") { Description = "Requests divided by capacity.", DefaultValueFactory = _ => 0.95 };
        Option<double> seconds = new("--seconds") { Description = "Time budget.", DefaultValueFactory = _ => 10 };
        Option<DirectoryInfo> output = new("--output") { Description = "Folder of the snapshots and the table.", DefaultValueFactory = _ => new DirectoryInfo("results") };
        var command = new Command("packing-scale", "Clusters of thousands of pods: parsing, planning, memory.") { sizes, utilisation, seconds, output };
        command.SetAction((result, cancellation) =>
        {
            DirectoryInfo folder = result.GetValue(output)!;
            folder.Create();
            using StreamWriter table = File.CreateText(Path.Combine(folder.FullName, "packing-scale.md"));
            Print(table, "| nodes | pods | snapshot MB | parse s | plan s | pending before | pending after | moves | certificate | peak MB of the process |");
            Print(table, "|---|---|---|---|---|---|---|---|---|---|");
            foreach (string size in result.GetValue(sizes)!.Split(','))
            {
                int[] parts = [.. size.Split('x').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
                string file = Path.Combine(folder.FullName, $"{size}.json");
                Cluster start = Arrival.ByPriority(new PaperGenerator(parts[0], parts[1], 4, result.GetValue(utilisation)).Generate(1)).Value;
                using (FileStream stream = File.Create(file))
                    SnapshotWriter.Write(start, stream);
                if (!cancellation.IsCancellationRequested)
                    Print(table, Measure(file, result.GetValue(seconds), cancellation));
            }

            return Task.FromResult(cancellation.IsCancellationRequested ? 1 : 0);
        });
        return command;
    }

    private static string Measure(string file, double seconds, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        Cluster cluster = Value(KubernetesSnapshot.ReadFile(file));
        double parse = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var options = new PackingOptions { Time = TimeSpan.FromSeconds(seconds), Eviction = EvictionPolicy.Any };
        PackingPlan plan = Value(Packer.Plan(cluster, options, cancellation: cancellation));
        double search = clock.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return FormattableString.Invariant(
            $"| {cluster.Nodes.Count} | {cluster.Pods.Count} | {new FileInfo(file).Length / 1e6:F1} | {parse:F2} | {search:F2} | {cluster.Pods.Count(p => p.NodeName is null)} | {plan.Assignment.Count(n => n < 0)} | {plan.Disturbed} | {plan.Plan.Certificate.Kind} | {process.PeakWorkingSet64 / 1e6:F0} |");
    }

    private static void Print(TextWriter table, string line)
    {
        table.WriteLine(line);
        Console.Out.WriteLine(line);
    }

    private static T Value<T>(Result<T> result)
        where T : notnull => result.TryGet(out T? value, out Fault? fault) ? value : throw new InvalidOperationException(fault.ToString());
}
