using System.CommandLine;
using System.Globalization;
using Restow.Core;
using Restow.Packing;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Experiments.Packing;

/// <summary><c>packing-openb</c>: Alibaba's GPU trace, as it is and repeated until it saturates.</summary>
internal static class OpenbCommand
{
    public static Command Create()
    {
        Option<FileInfo> nodes = new("--nodes") { Description = "The trace's nodes.", Required = true };
        Option<FileInfo> pods = new("--pods") { Description = "The trace's pods.", Required = true };
        Option<string> repeats = new("--repeat") { Description = "How many times the pods arrive; a row each.", DefaultValueFactory = _ => "1" };
        Option<double> seconds = new("--seconds") { Description = "Time budget.", DefaultValueFactory = _ => 10 };
        Option<DirectoryInfo> output = new("--output") { Description = "Folder of the tables.", DefaultValueFactory = _ => new DirectoryInfo("results") };
        var command = new Command("packing-openb", "Pods placed by class, GPUs and CPU allocated, before and after, on Alibaba's GPU trace of 2023.") { nodes, pods, repeats, seconds, output };
        command.SetAction((result, cancellation) =>
        {
            DirectoryInfo folder = result.GetValue(output)!;
            folder.Create();
            using StreamWriter table = File.CreateText(Path.Combine(folder.FullName, "packing-openb.md"));
            Print(table, "| repeat | what | total | before | after |");
            Print(table, "|---|---|---|---|---|");
            foreach (int repeat in result.GetValue(repeats)!.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)))
            {
                if (!OpenbTrace.Read(result.GetValue(nodes)!.FullName, result.GetValue(pods)!.FullName, repeat).Then(Arrival.InOrder).TryGet(out Cluster? cluster, out Fault? fault))
                    return Fail(fault);
                var options = new PackingOptions { Time = TimeSpan.FromSeconds(result.GetValue(seconds)) };
                if (!Packer.Plan(cluster, options, cancellation: cancellation).TryGet(out PackingPlan? plan, out fault))
                    return Fail(fault);
                foreach (string row in Rows(cluster, plan))
                    Print(table, $"| {repeat} {row}");
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static IEnumerable<string> Rows(Cluster cluster, PackingPlan plan)
    {
        foreach (PriorityCount count in plan.ByPriority)
            yield return FormattableString.Invariant($"| pods of priority {count.Priority} | {count.Pods} | {count.PlacedBefore} | {count.PlacedAfter} |");
        int[] start = cluster.InitialAssignment();
        yield return Row("GPUs", cluster, start, plan.Assignment, Gpus);
        yield return Row("cores", cluster, start, plan.Assignment, r => r.Of(Resources.Cpu) / 1000.0);
        yield return FormattableString.Invariant($"| pods disturbed | {cluster.Pods.Count} | 0 | {plan.Disturbed} |");
    }

    private static string Row(string name, Cluster cluster, int[] before, int[] after, Func<Resources, double> amount)
    {
        double Used(int[] assignment) => cluster.Pods.Where((_, i) => assignment[i] >= 0).Sum(p => amount(p.Requests));
        return FormattableString.Invariant($"| {name} | {cluster.Nodes.Sum(n => amount(n.Allocatable)):F0} | {Used(before):F1} | {Used(after):F1} |");
    }

    private static double Gpus(Resources amounts) => Math.Max(amounts.Of(Resources.GpuMilli) / 1000.0, amounts.Of(Resources.Gpu));

    private static Task<int> Fail(Fault fault)
    {
        Console.Error.WriteLine(fault);
        return Task.FromResult(2);
    }

    private static void Print(TextWriter table, string line)
    {
        table.WriteLine(line);
        Console.Out.WriteLine(line);
    }
}
