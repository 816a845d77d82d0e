using System.CommandLine;
using System.Globalization;
using Restow.Rendering.Pictures;

namespace Restow.Experiments.Packing;

/// <summary><c>packing</c>: the evaluation of "Priority Matters", with its generator and classes.</summary>
internal static class PackingCommand
{
    public static Command Create()
    {
        Option<string> nodes = List("--nodes", "Numbers of nodes.", "4,8,16,32");
        Option<string> pods = List("--pods-per-node", "Pods divided by nodes.", "4,8");
        Option<string> priorities = List("--priorities", "Numbers of priorities.", "1,2,4");
        Option<string> utilisations = List("--util", "Requests divided by capacity.", "0.90,0.95,1.00,1.05");
        Option<string> seconds = List("--seconds", "Time budgets.", "1");
        Option<string> methods = List("--methods", "Methods beside the default scheduler: restow, cpsat.", "cpsat,restow");
        Option<int> seeds = new("--seeds") { Description = "Seeds a cell.", DefaultValueFactory = _ => 10 };
        Option<bool> whole = new("--whole-megabytes") { Description = "Draw memory in whole MB instead of bytes." };
        Option<DirectoryInfo> output = new("--output") { Description = "Folder of the CSV and the tables.", DefaultValueFactory = _ => new DirectoryInfo("results") };
        var command = new Command("packing", "Reproduces the table of Priority Matters (arXiv 2511.08373), default, cpsat and ours. Goes on where it was interrupted.")
        {
            nodes, pods, priorities, utilisations, seconds, methods, seeds, whole, output,
        };
        command.SetAction((result, cancellation) =>
        {
            var grid = new PackingGrid(
                Ints(result.GetValue(nodes)!), Ints(result.GetValue(pods)!), Ints(result.GetValue(priorities)!), Doubles(result.GetValue(utilisations)!),
                Doubles(result.GetValue(seconds)!), result.GetValue(seeds), result.GetValue(methods)!.Split(','), result.GetValue(whole));
            DirectoryInfo folder = result.GetValue(output)!;
            folder.Create();
            List<PackingCase> rows = PackingRunner.Run(grid, Path.Combine(folder.FullName, "packing.csv"), Console.Error, cancellation);
            string tables = PackingTable.Markdown(rows);
            File.WriteAllText(Path.Combine(folder.FullName, "packing.md"), tables);
            Console.Out.Write(tables);
            if (rows.Count > 0 && BarChart.Draw(PackingChart.Of(rows), PictureFormat.Png).TryGet(out byte[]? picture, out _))
                File.WriteAllBytes(Path.Combine(folder.FullName, "packing.png"), picture);
            return Task.FromResult(cancellation.IsCancellationRequested ? 1 : 0);
        });
        return command;
    }

    private static Option<string> List(string name, string description, string value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static int[] Ints(string text) => [.. text.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];

    private static double[] Doubles(string text) => [.. text.Split(',').Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
}
