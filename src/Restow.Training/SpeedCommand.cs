using System.CommandLine;
using System.Diagnostics;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Snapshots;
using Restow.Training.Data;
using Restow.Training.Torch;
using TorchSharp;

namespace Restow.Training;

/// <summary><c>restow-train speed</c>: the two forward passes of the policy side by side, on a whole fleet, one thread each, processor time.</summary>
internal static class SpeedCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Snapshot that is churned.", Required = true };
        var features = new Option<int>("--features") { Description = "Width of a token.", DefaultValueFactory = _ => 32 };
        var command = new Command("speed", "Measures a decision of the policy through Restow.Networks and through libtorch.") { data, features };
        command.SetAction(result =>
        {
            torch.set_num_threads(1);
            if (!FleetJson.ReadFile(result.GetValue(data)!).TryGet(out Fleet? fleet, out Fault? fault))
            {
                Console.Error.WriteLine($"restow-train: {fault}");
                return 2;
            }

            var model = new PolicyModel(result.GetValue(features), 2, 1);
            ReschedulingProblem problem = ReschedulingProblem.Compile(Churn.Apply(fleet, 1), new ReschedulingOptions());
            var search = new PolicySearch(model.Freeze());
            Print("Restow.Networks, 50 moves, greedy, environment included", 50, () => search.Follow(problem, Deadline.In(TimeSpan.FromMinutes(5)), null));
            var environment = new PolicyEnvironment(problem);
            Print("Restow.Networks, first decision, nothing kept", 1, () =>
            {
                var run = new PolicyRun(search.Network, environment);
                float[] tokens = new float[environment.Tokens.Count];
                run.ScoreTokens(tokens);
                run.ScoreDestinations(Array.IndexOf(tokens, tokens.Max()), new float[problem.Nodes]);
            });
            var batch = new PolicyBatch([SampleBuilder.Of(environment, environment.Legal.IndexOf(true), _ => 0, _ => 0)]);
            using IDisposable none = torch.no_grad();
            Print("libtorch, a decision, tensors ready", 1, () =>
            {
                using DisposeScope scope = torch.NewDisposeScope();
                model.Forward(batch);
            });
            return 0;
        });
        return command;
    }

    // Processor time, since other work on the machine must not count; the least of ten after warming up.
    private static void Print(string what, int decisions, Action action)
    {
        for (int i = 0; i < 5; i++)
            action();
        TimeSpan least = TimeSpan.MaxValue;
        using var process = Process.GetCurrentProcess();
        for (int i = 0; i < 10; i++)
        {
            process.Refresh();
            TimeSpan start = process.TotalProcessorTime;
            for (int k = 0; k < 5; k++)
                action();
            process.Refresh();
            TimeSpan spent = (process.TotalProcessorTime - start) / 5;
            least = spent < least ? spent : least;
        }

        Console.Out.WriteLine($"{what}: {least.TotalMilliseconds / decisions:0.00} ms a decision");
    }
}
