using System.CommandLine;
using System.Globalization;
using Restow.Experiments.Packing;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary><c>kubernetes grid</c>: the evaluation of "Priority Matters" with the real kube-scheduler as the baseline and the plans carried out.</summary>
internal static class GridCommand
{
    public static Command Create()
    {
        Option<string> cells = new("--cells") { Description = "Nodes x pods a node.", DefaultValueFactory = _ => "8x4,16x4,32x4,32x8" };
        Option<string> priorities = new("--priorities") { Description = "Numbers of priorities; the cases of a cell are divided among them.", DefaultValueFactory = _ => "1,4" };
        Option<double> utilisation = new("--util") { Description = "Requests divided by capacity.", DefaultValueFactory = _ => 0.95 };
        Option<int> seeds = new("--seeds") { Description = "Cases a cell: seeds at which the scheduler leaves pods pending.", DefaultValueFactory = _ => 10 };
        Option<double> seconds = new("--seconds") { Description = "Time of a search.", DefaultValueFactory = _ => 1 };
        Option<int> port = new("--port") { Description = "First of the ports of the control plane; ten more are used.", DefaultValueFactory = _ => 26630 };
        Option<string?> restow = new("--restow") { Description = "The command. [default: the release build in artifacts]" };
        Option<DirectoryInfo> output = new("--output") { Description = "Folder of the CSV and the table.", DefaultValueFactory = _ => new DirectoryInfo("results") };
        var command = new Command("grid", "A real control plane: what its scheduler leaves pending, and what plans that are carried out make of it. Goes on where it was interrupted.")
        {
            cells, priorities, utilisation, seeds, seconds, port, restow, output,
        };
        command.SetAction((result, cancellation) => RunAsync(
            [.. Cells(result.GetValue(cells)!, result.GetValue(priorities)!, result.GetValue(utilisation))],
            result.GetValue(priorities)!.Split(',').Length,
            result.GetValue(seeds),
            result.GetValue(seconds),
            result.GetValue(port),
            result.GetValue(restow),
            result.GetValue(output)!,
            cancellation));
        return command;
    }

    private static IEnumerable<PackingCell> Cells(string cells, string priorities, double utilisation) =>
        from cell in cells.Split(',')
        let size = cell.Split('x')
        from priority in priorities.Split(',')
        select new PackingCell(int.Parse(size[0], CultureInfo.InvariantCulture), int.Parse(size[1], CultureInfo.InvariantCulture), int.Parse(priority, CultureInfo.InvariantCulture), utilisation);

    private static async Task<int> RunAsync(
        IReadOnlyList<PackingCell> cells, int shares, int seeds, double seconds, int port, string? restow, DirectoryInfo output, CancellationToken cancellation)
    {
        output.Create();
        string csv = Path.Combine(output.FullName, "kubernetes-grid.csv");
        List<GridCase> rows = GridCase.Read(csv);
        int cases = Math.Max(1, seeds / shares);
        int code = 0;
        if (cells.Any(cell => !GridRunner.IsDone(rows, cell, cases)))
        {
            try
            {
                string repository = Repository();
                await using GridControlPlane plane = await GridControlPlane.StartAsync(
                    repository, restow ?? Path.Combine(repository, "artifacts", "bin", "Restow.Cli", "release", "restow"), port, seconds, cancellation);
                await new GridRunner(plane, csv, cases, Console.Error).RunAsync(cells, rows, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("\ninterrupted; the same command goes on");
                code = 1;
            }
            catch (InvalidOperationException e)
            {
                await Console.Error.WriteLineAsync($"\n{e.Message}");
                return 2;
            }
        }

        string table = GridTable.Markdown(rows);
        await File.WriteAllTextAsync(Path.Combine(output.FullName, "kubernetes-grid.md"), table, CancellationToken.None);
        await Console.Out.WriteAsync(table);
        return code;
    }

    private static string Repository()
    {
        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Restow.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("start it in the repository: it needs eng/kube-control-plane.sh");
    }
}
