using System.CommandLine;
using System.Globalization;
using Restow.Core;
using Restow.Networks.Storage;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Snapshots;
using Restow.Training.Data;
using Restow.Training.Learning;
using Restow.Training.Torch;
using TorchSharp;

namespace Restow.Training;

/// <summary><c>restow-train vm</c>: the policy that migrates virtual machines.</summary>
internal static class VmCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "Snapshot that is churned and cut into small fleets (medium.json).", Required = true };
    private static readonly Option<string> Output = new("--output") { Description = "File for the weights.", DefaultValueFactory = _ => "policy.safetensors" };
    private static readonly Option<int> Clusters = new("--clusters") { Description = "Small fleets to learn from.", DefaultValueFactory = _ => 3500 };
    private static readonly Option<int> Hosts = new("--hosts") { Description = "Hosts of a small fleet.", DefaultValueFactory = _ => 32 };
    private static readonly Option<string?> Labels = new("--labels") { Description = "File that keeps the solved fleets for the next run." };
    private static readonly Option<int> Steps = new("--steps") { Description = "Steps.", DefaultValueFactory = _ => 4000 };
    private static readonly Option<int> Batch = new("--batch") { Description = "States of a step.", DefaultValueFactory = _ => 32 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Highest learning rate.", DefaultValueFactory = _ => 1e-3 };
    private static readonly Option<int> Features = new("--features") { Description = "Width of a token.", DefaultValueFactory = _ => 32 };
    private static readonly Option<int> Layers = new("--layers") { Description = "Rounds of messages.", DefaultValueFactory = _ => 2 };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of weights and batches.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads of libtorch.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on from the checkpoint." };
    private static readonly Option<int> Measure = new("--measure") { Description = "Whole churned fleets on which the greedy policy is measured now and then; 0 for none.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> MeasureEvery = new("--measure-every") { Description = "Steps between measurements.", DefaultValueFactory = _ => 500 };
    private static readonly Option<bool> Padding = new("--padding") { Description = "Keeps states after the last gain and plans with useless moves, for comparison." };
    private static readonly Option<bool> NoTabu = new("--no-tabu") { Description = "Lets groups that moved move again, for comparison." };

    public static Command Create()
    {
        var command = new Command("vm", "Trains the migration policy. Example: restow-train vm --data medium.json --labels labels.csv --output policy.safetensors")
        {
            Data, Output, Clusters, Hosts, Labels, Steps, Batch, Rate, Features, Layers, Seed, Threads, Resume, Measure, MeasureEvery, Padding, NoTabu,
        };
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, cancellation)));
        return command;
    }

    private static int Run(ParseResult result, CancellationToken interrupted)
    {
        torch.set_num_threads(result.GetValue(Threads));
        if (!FleetJson.ReadFile(result.GetValue(Data)!).TryGet(out Fleet? snapshot, out Fault? fault))
            return Refuse(fault);
        var options = new TrainingOptions
        {
            Seed = result.GetValue(Seed), Steps = result.GetValue(Steps), Batch = result.GetValue(Batch), Rate = result.GetValue(Rate), Tabu = !result.GetValue(NoTabu),
        };
        List<PolicySample> samples = Samples(snapshot, result, interrupted);
        if (interrupted.IsCancellationRequested)
            return 1;
        var model = new PolicyModel(result.GetValue(Features), result.GetValue(Layers), options.Seed);
        Console.Error.WriteLine($"{samples.Count} states, {model.Count} parameters");
        var optimiser = new AdamW(model);
        string output = result.GetValue(Output)!;
        Validation? validation = result.GetValue(Measure) is > 0 and int count ? new Validation(snapshot, count, 500_001, 50, options.Tabu) : null;
        if (validation is not null)
            Console.Error.WriteLine($"measured on {validation.Count} churned fleets at 50 migrations; the optimum gains {validation.MeanOptimum:0.00} slots");
        var run = new TrainingRun(
            new Imitation(model, optimiser, samples, options), model, optimiser, new RunFiles(output + ".checkpoint", output + ".csv"), validation is null ? null : () => validation.MeanGain(model.Freeze()))
        {
            MeasureEvery = result.GetValue(MeasureEvery),
        };
        if (!run.Go(result.GetValue(Resume), interrupted).TryGet(out int steps, out fault))
            return Refuse(fault);
        var remarks = new Dictionary<string, string>
        {
            ["method"] = "imitation of optimal plans",
            ["steps"] = $"{steps}",
            ["seed"] = $"{options.Seed}",
            ["states"] = $"{samples.Count}",
            ["seconds"] = run.Seconds.ToString("0", CultureInfo.InvariantCulture),
            ["command"] = "restow-train " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(a => a.Contains('/', StringComparison.Ordinal) ? Path.GetFileName(a) : a)),
        };
        File.WriteAllBytes(output, Safetensors.Write(model.Export(remarks)));
        return steps == options.Steps ? 0 : 1;
    }

    private static List<PolicySample> Samples(Fleet snapshot, ParseResult result, CancellationToken interrupted)
    {
        bool padding = result.GetValue(Padding);
        var solved = new SolvedClusters(new SubClusters(snapshot, result.GetValue(Hosts)), result.GetValue(Labels), padding);
        var samples = new List<PolicySample>();
        var random = new SeededRandom(result.GetValue(Seed));
        for (int i = 0; i < result.GetValue(Clusters) && !interrupted.IsCancellationRequested; i++)
        {
            if (solved.Of(i) is { } fleet)
                samples.AddRange(PlanLabels.Of(fleet.Problem, fleet.Target, padding, random));
            if ((i + 1) % 500 == 0)
                Console.Error.WriteLine($"{i + 1} fleets, {samples.Count} states");
        }

        return samples;
    }

    private static int Refuse(Fault fault)
    {
        Console.Error.WriteLine($"restow-train: {fault}");
        return 2;
    }
}
