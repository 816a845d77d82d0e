using System.CommandLine;
using Restow.Core;
using Restow.Rendering.Pictures;

namespace Restow.Experiments.Rescheduling;

/// <summary><c>vm</c>: the tables of docs/results/vm.md.</summary>
internal static class VmCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("experiment") { Description = "Which table." };
        what.AcceptOnlyFromAmong("comparison", "objectives", "conflicts", "sizes", "scale", "delay", "speed");
        Option<int> count = new("--count") { Description = "Generated fleets; a fifth of it for Large in comparison.", DefaultValueFactory = _ => 10 };
        Option<double> time = new("--time") { Description = "Seconds for each answer (speed: for each measurement).", DefaultValueFactory = _ => 5 };
        Option<string> methods = new("--methods") { Description = $"Methods, comma-separated: {string.Join(", ", VmMethods.Names)}.", DefaultValueFactory = _ => string.Join(',', VmMethods.Names) };
        Option<string?> only = new("--only") { Description = "Only cases whose variant is this one, such as \"medium at 50\"." };
        Option<int> events = new("--events") { Description = "Arrivals and departures a minute (delay).", DefaultValueFactory = _ => 40 };
        Option<DirectoryInfo> data = new("--data") { Description = "Folder of medium.json and large.json.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("..", "shared", "data", "vm")) };
        Option<DirectoryInfo> output = new("--output") { Description = "Folder of the CSV, the table and the chart.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("docs", "results")) };
        var command = new Command("vm", "VM rescheduling: the paper's evaluation, and what goes beyond it. Goes on where it was interrupted; a CSV may be filled in slices.")
        {
            what, count, time, methods, only, events, data, output,
        };
        command.SetAction((result, cancellation) =>
        {
            string experiment = result.GetValue(what)!;
            string[] names = result.GetValue(methods)!.Split(',');
            if (names.Except(VmMethods.Names).FirstOrDefault() is { } unknown)
            {
                Console.Error.WriteLine($"--methods: there is no method {unknown}; use {string.Join(", ", VmMethods.Names)}");
                return Task.FromResult(2);
            }

            DirectoryInfo folder = result.GetValue(output)!;
            folder.Create();
            string csv = Path.Combine(folder.FullName, $"vm-{experiment}.csv");
            var fleets = new VmFleets(result.GetValue(data)!.FullName);
            (int some, double seconds) = (result.GetValue(count), result.GetValue(time));
            switch (experiment)
            {
                case "speed":
                    Console.Out.Write(SpeedExperiment.Run(fleets, seconds));
                    break;
                case "delay":
                    (string table, LineChart chart) = DelayExperiment.Run(fleets, some, names, seconds, result.GetValue(events), csv, cancellation);
                    Console.Out.Write(table);
                    Save(LineChart.Draw(chart, PictureFormat.Png), Path.ChangeExtension(csv, ".png"));
                    break;
                default:
                    List<VmRow> rows = new VmRunner(experiment, names, seconds, csv).Run(Cases(experiment, fleets, some).Where(c => result.GetValue(only) is not { } variant || c.Variant == variant), Console.Error, cancellation);
                    Console.Out.Write(VmTable.Markdown(rows));
                    if (rows.Count > 0)
                        Save(BarChart.Draw(VmChart.Of(experiment, rows), PictureFormat.Png), Path.ChangeExtension(csv, ".png"));
                    break;
            }

            return Task.FromResult(cancellation.IsCancellationRequested ? 1 : 0);
        });
        return command;
    }

    private static IEnumerable<VmCase> Cases(string experiment, VmFleets fleets, int count) => experiment switch
    {
        "comparison" => VmExperiments.Comparison(fleets, count),
        "objectives" => VmExperiments.Objectives(fleets, count),
        "conflicts" => VmExperiments.Conflicts(fleets, count),
        "sizes" => VmExperiments.Sizes(fleets, count),
        _ => VmExperiments.Scale(fleets, count),
    };

    private static void Save(Result<byte[]> picture, string path)
    {
        if (picture.TryGet(out byte[]? bytes, out Fault? fault))
            File.WriteAllBytes(path, bytes);
        else
            Console.Error.WriteLine(fault);
    }
}
