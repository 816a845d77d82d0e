using System.CommandLine;
using System.Net;
using Restow.Cli.Arguments;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Kubernetes.Kubelets;
using Restow.Kubernetes.Simulation;
using Restow.Kubernetes.Simulation.Scenarios;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube sim</c>: a cluster in memory that kubectl and the controller work with.</summary>
internal static class KubeSimCommand
{
    private const string Help = """
        Runs a Kubernetes cluster in memory: API server, controllers, default scheduler and nodes. kubectl and restow kube run work with it.

        Examples:
          restow kube sim --nodes 20 --scenario fragmented
          restow kube sim --nodes 20 --scenario fragmented --extender http://127.0.0.1:8480 --kubeconfig sim.kubeconfig

        It listens on loopback and asks nobody who they are. Ctrl-C stops it; nothing is kept.
        Simplified: new templates of Deployments roll out by recreation, server-side apply keeps no owners of fields, no container runs.
        """;

    private static readonly Option<int> Nodes = Choices.AtLeast(new Option<int>("--nodes") { Description = "How many nodes.", DefaultValueFactory = _ => 3 }, 1);
    private static readonly Option<Scenario?> Start = Choices.Option("--scenario", "What is there at the start: nothing, or Deployments of which pods stay pending that would fit.", ("empty", Scenario.Empty), ("fragmented", Scenario.Fragmented));
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Draws the scenario.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Listen = new("--listen") { Description = "Address and port, on loopback; port 0 for any that is free.", DefaultValueFactory = _ => "127.0.0.1:0", HelpName = "ADDRESS:PORT" };
    private static readonly Option<Uri?> Extender = new("--extender") { Description = "A scheduler extender that the scheduler asks, the address above its verbs.", HelpName = "URL", CustomParser = Address };
    private static readonly Option<FileInfo?> Kubeconfig = new("--kubeconfig") { Description = "Where the kubeconfig is written. [default: a temporary file]", HelpName = "FILE" };
    private static readonly Option<string> Cpu = new("--cpu") { Description = "CPU of a node, in the empty scenario.", DefaultValueFactory = _ => new KubeletOptions().Cpu };
    private static readonly Option<string> Memory = new("--memory") { Description = "Memory of a node, in the empty scenario.", DefaultValueFactory = _ => new KubeletOptions().Memory };
    private static readonly Option<TimeSpan?> StartDelay = Durations.Option("--start-delay", "From binding until a pod is ready. [default: 200ms]", mayBeZero: true);
    private static readonly Option<TimeSpan?> StopDelay = Durations.Option("--stop-delay", "Longest time that a deleted pod takes to end. [default: 200ms]", mayBeZero: true);

    private enum Scenario
    {
        Empty,
        Fragmented,
    }

    public static Command Create()
    {
        KubeKubeletsCommand.Quantities(Cpu);
        KubeKubeletsCommand.Quantities(Memory);
        var command = new Command("sim", Help) { Nodes, Start, Seed, Listen, Extender, Kubeconfig, Cpu, Memory, StartDelay, StopDelay };
        command.SetAction((result, cancellation) => Run(result, cancellation));
        return command;
    }

    private static async Task<int> Run(ParseResult result, CancellationToken cancellation)
    {
        if (!IPEndPoint.TryParse(result.GetValue(Listen)!, out IPEndPoint? endPoint) || !endPoint.Address.Equals(IPAddress.Loopback))
            return Failure.Report(new Fault("--listen", "", $"'{result.GetValue(Listen)}' is not a port on 127.0.0.1", "write 127.0.0.1:6443; it asks nobody who they are, so it listens nowhere else"));
        FragmentedScenario? scenario = null;
        if (result.GetValue(Start) == Scenario.Fragmented && !FragmentedScenario.Create(result.GetValue(Nodes), result.GetValue(Seed)).TryGet(out scenario, out Fault? fault))
            return Failure.Report(fault);

        KubeletOptions nodes = scenario?.Kubelets ?? new KubeletOptions { Nodes = result.GetValue(Nodes), Cpu = result.GetValue(Cpu)!, Memory = result.GetValue(Memory)! };
        var options = new SimulationOptions
        {
            Port = endPoint.Port,
            Extender = result.GetValue(Extender),
            Kubelets = nodes with { StartDelay = result.GetValue(StartDelay) ?? nodes.StartDelay, StopDelay = result.GetValue(StopDelay) ?? nodes.StopDelay },
        };
        using var interruption = new Interruption();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interruption.Token);
        await using SimulatedCluster cluster = await SimulatedCluster.Start(options, TimeProvider.System, TextWriter.Synchronized(Console.Error), either.Token);
        string file = result.GetValue(Kubeconfig)?.FullName ?? Path.Combine(Path.GetTempPath(), $"restow-sim-{cluster.Address.Port}.kubeconfig");
        await File.WriteAllTextAsync(file, cluster.Kubeconfig, either.Token);
        try
        {
            Console.Out.WriteLine($"{options.Kubelets.Nodes} nodes at {cluster.Address}{(scenario is null ? "" : $", scenario fragmented, seed {scenario.Seed}")}");
            Console.Out.WriteLine($"export KUBECONFIG={file}");
            if (scenario is not null)
                await scenario.Apply(cluster.Client, either.Token);
            await cluster.Run().WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }
        finally
        {
            File.Delete(file);
        }

        return ExitCode.Done;
    }

    private static Uri? Address(System.CommandLine.Parsing.ArgumentResult argument)
    {
        if (argument.Tokens.Count == 1 && Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
            return address;
        argument.AddError("--extender: write an address such as http://127.0.0.1:8480");
        return null;
    }
}
