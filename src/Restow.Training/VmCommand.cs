using System.CommandLine;
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
    private const string Help = """
        Trains the migration policy: by imitation of optimal plans of small fleets, or by trial (PPO). Ctrl-C saves; --resume goes on.

        Examples:
          restow-train vm --data medium.json --varied --labels labels.csv --output policy.safetensors
          restow-train vm --data medium.json --method ppo --init policy.safetensors --rate 1e-4 --steps 200 --output tuned.safetensors
          restow-train vm --data medium.json --network paper --method ppo --rate 2.5e-4 --features 64 --output paper.safetensors

        Beside the weights it writes OUTPUT.checkpoint, OUTPUT.csv (metrics) and, with --chart, a picture of the curve.
        Exit code: 0 trained, 1 interrupted, 2 bad input or usage.
        """;

    private static readonly Option<string> Data = new("--data") { Description = "Snapshot that is churned and cut into small fleets.", Required = true };
    private static readonly Option<string> Output = new("--output") { Description = "File for the weights.", DefaultValueFactory = _ => "policy.safetensors" };
    private static readonly Option<string> Method = new("--method") { Description = "imitation of optimal plans, or ppo: learning by trial.", DefaultValueFactory = _ => "imitation" };
    private static readonly Option<string> Network = new("--network") { Description = "compact, which restow runs, or paper: the VM2RL paper's, for comparison (ppo).", DefaultValueFactory = _ => "compact" };
    private static readonly Option<string?> Init = new("--init") { Description = "Weights to begin with, to tune them by trial." };
    private static readonly Option<int> Clusters = new("--clusters") { Description = "Small fleets to learn from.", DefaultValueFactory = _ => 3500 };
    private static readonly Option<int> Hosts = new("--hosts") { Description = "Hosts of a small fleet.", DefaultValueFactory = _ => 32 };
    private static readonly Option<bool> Varied = new("--varied") { Description = "Small fleets of 16 to 128 hosts and 2 to 24 migrations whose mix and fullness vary, instead of --hosts of the churned snapshot." };
    private static readonly Option<string?> Labels = new("--labels") { Description = "File that keeps the solved fleets for the next run." };
    private static readonly Option<int> Steps = new("--steps") { Description = "Steps.", DefaultValueFactory = _ => 4000 };
    private static readonly Option<int> Batch = new("--batch") { Description = "States of a step.", DefaultValueFactory = _ => 32 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Highest learning rate.", DefaultValueFactory = _ => 1e-3 };
    private static readonly Option<int> Features = new("--features") { Description = "Width of a token.", DefaultValueFactory = _ => 32 };
    private static readonly Option<int> Layers = new("--layers") { Description = "Rounds of messages, or layers.", DefaultValueFactory = _ => 2 };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of weights and batches.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads of libtorch.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on from the checkpoint." };
    private static readonly Option<int> Measure = new("--measure") { Description = "Whole churned fleets on which the greedy policy is measured now and then; 0 for none.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> MeasureEvery = new("--measure-every") { Description = "Steps between measurements.", DefaultValueFactory = _ => 500 };
    private static readonly Option<string?> Chart = new("--chart") { Description = "Draws the measured curve (.png or .svg)." };
    private static readonly Option<bool> Padding = new("--padding") { Description = "Keeps useless moves in the plans, for comparison (imitation)." };
    private static readonly Option<bool> NoTabu = new("--no-tabu") { Description = "Lets groups that moved move again, for comparison." };
    private static readonly Option<bool> NoAttention = new("--no-attention") { Description = "Leaves the tree attention alone, for comparison (paper)." };
    private static readonly Option<bool> Penalty = new("--penalty") { Description = "Illegal destinations cost a reward instead of being masked, for comparison (paper)." };

    public static Command Create()
    {
        var command = new Command("vm", Help)
        {
            Data, Output, Method, Network, Init, Clusters, Hosts, Varied, Labels, Steps, Batch, Rate, Features, Layers, Seed, Threads, Resume, Measure, MeasureEvery, Chart, Padding, NoTabu, NoAttention, Penalty,
        };
        Method.AcceptOnlyFromAmong("imitation", "ppo");
        Network.AcceptOnlyFromAmong("compact", "paper");
        command.Validators.Add(line =>
        {
            if (line.GetValue(Network) == "paper" && line.GetValue(Method) != "ppo")
                line.AddError("--network paper learns with --method ppo");
        });
        command.SetAction((result, cancellation) => Task.FromResult(Run(result, cancellation)));
        return command;
    }

    private static int Run(ParseResult result, CancellationToken interrupted)
    {
        torch.set_num_threads(result.GetValue(Threads));
        if (!FleetJson.ReadFile(result.GetValue(Data)!).TryGet(out Fleet? snapshot, out Fault? fault))
            return Refuse(fault);
        string output = result.GetValue(Output)!;
        bool tabu = !result.GetValue(NoTabu);
        Validation? validation = result.GetValue(Measure) is > 0 and int count ? new Validation(snapshot, count, 500_001, 50, tabu) : null;
        if (validation is not null)
            Console.Error.WriteLine($"measured on {validation.Count} churned fleets at 50 migrations; the optimum gains {validation.MeanOptimum:0.00} slots");
        if (!Subject(result, snapshot, tabu, validation, interrupted).TryGet(out TrainingSubject? subject, out fault))
            return Refuse(fault);
        if (interrupted.IsCancellationRequested)
            return 1;
        Console.Error.WriteLine($"{subject.Model.Count} parameters, {subject.Remark}");
        var run = new TrainingRun(subject.Training, subject.Model, subject.Optimiser, new RunFiles(output + ".checkpoint", output + ".csv"), subject.Measure) { MeasureEvery = result.GetValue(MeasureEvery) };
        if (!run.Go(result.GetValue(Resume), interrupted).TryGet(out int steps, out fault))
            return Refuse(fault);
        File.WriteAllBytes(output, Safetensors.Write(subject.Export(TrainingReport.Remarks(subject, run, steps, result.GetValue(Seed)))));
        if (result.GetValue(Chart) is { } chart && TrainingReport.Draw(chart, run, validation) is { } undrawn)
            return Refuse(undrawn);
        return steps == subject.Training.Steps ? 0 : 1;
    }

    private static Result<TrainingSubject> Subject(ParseResult result, Fleet snapshot, bool tabu, Validation? validation, CancellationToken interrupted)
    {
        var options = new TrainingOptions { Seed = result.GetValue(Seed), Steps = result.GetValue(Steps), Batch = result.GetValue(Batch), Rate = result.GetValue(Rate), Tabu = tabu };
        IClusters clusters = result.GetValue(Varied) ? new VariedClusters(snapshot) : new SubClusters(snapshot, result.GetValue(Hosts));
        int fleets = result.GetValue(Clusters);
        if (result.GetValue(Network) == "paper")
            return TrainingSubject.Paper(new PaperModel(result.GetValue(Features), result.GetValue(Layers), !result.GetValue(NoAttention), options.Seed), !result.GetValue(Penalty), clusters, fleets, options, validation);
        var model = new PolicyModel(result.GetValue(Features), result.GetValue(Layers), options.Seed);
        if (result.GetValue(Init) is { } init)
        {
            if (!Safetensors.ReadFile(init).TryGet(out TensorFile? file, out Fault? fault))
                return fault;
            if (model.Load(file) is { } misfit)
                return misfit;
        }

        return result.GetValue(Method) == "ppo"
            ? TrainingSubject.ByTrial(model, clusters, fleets, options, validation)
            : TrainingSubject.Imitation(model, Samples(clusters, fleets, result, interrupted), options, validation);
    }

    private static List<PolicySample> Samples(IClusters clusters, int fleets, ParseResult result, CancellationToken interrupted)
    {
        bool padding = result.GetValue(Padding);
        var solved = new SolvedClusters(clusters, result.GetValue(Labels), padding);
        var samples = new List<PolicySample>();
        var random = new SeededRandom(result.GetValue(Seed));
        for (int i = 0; i < fleets && !interrupted.IsCancellationRequested; i++)
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
