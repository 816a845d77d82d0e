using System.CommandLine;
using k8s;
using k8s.Exceptions;
using Restow.Cli.Arguments;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Kubernetes.Kubelets;
using Restow.Packing.Snapshots;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube kubelets</c>: nodes without machines, for tests of a control plane.</summary>
internal static class KubeKubeletsCommand
{
    private static readonly KubeletOptions Defaults = new();

    private static readonly Option<FileInfo> Kubeconfig = new("--kubeconfig") { Description = "The cluster, and a user who may write nodes, leases and pods.", Required = true };
    private static readonly Option<int> Nodes = Choices.AtLeast(new Option<int>("--nodes") { Description = "How many nodes.", DefaultValueFactory = _ => Defaults.Nodes }, 1);
    private static readonly Option<string> Cpu = new("--cpu") { Description = "CPU of a node.", DefaultValueFactory = _ => Defaults.Cpu };
    private static readonly Option<string> Memory = new("--memory") { Description = "Memory of a node.", DefaultValueFactory = _ => Defaults.Memory };
    private static readonly Option<int> Pods = Choices.AtLeast(new Option<int>("--pods") { Description = "Pods that a node takes.", DefaultValueFactory = _ => Defaults.Pods }, 0);
    private static readonly Option<string> Prefix = new("--prefix") { Description = "The nodes are called this and a number.", DefaultValueFactory = _ => Defaults.Prefix };
    private static readonly Option<TimeSpan?> StartDelay = Durations.Option("--start-delay", "From binding until a pod is ready. [default: 200ms]", mayBeZero: true);
    private static readonly Option<TimeSpan?> StopDelay = Durations.Option("--stop-delay", "Longest time that a deleted pod takes to end. [default: 200ms]", mayBeZero: true);

    public static Command Create()
    {
        var command = new Command("kubelets", "Runs nodes that exist only in the API, to test a control plane. Example: restow kube kubelets --kubeconfig test.kubeconfig --nodes 10")
        {
            Kubeconfig, Nodes, Cpu, Memory, Pods, Prefix, StartDelay, StopDelay,
        };
        Quantities(Cpu);
        Quantities(Memory);
        command.SetAction((result, cancellation) => Run(result, cancellation));
        return command;
    }

    private static async Task<int> Run(ParseResult result, CancellationToken cancellation)
    {
        FileInfo file = result.GetValue(Kubeconfig)!;
        KubernetesClientConfiguration configuration;
        try
        {
            configuration = await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(file);
        }
        catch (Exception e) when (e is IOException or KubeConfigException or YamlDotNet.Core.YamlException or UnauthorizedAccessException)
        {
            return Failure.Report($"{file}: it is not a kubeconfig that can be used: {e.Message}");
        }

        using var client = new k8s.Kubernetes(configuration);
        using var interruption = new Interruption();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interruption.Token);
        var fleet = new KubeletFleet(client, Options(result), TimeProvider.System, TextWriter.Synchronized(Console.Error));
        await fleet.Run(() => Console.Out.WriteLine($"{result.GetValue(Nodes)} nodes are ready"), either.Token);
        return ExitCode.Done;
    }

    private static KubeletOptions Options(ParseResult result) => new()
    {
        Nodes = result.GetValue(Nodes),
        Cpu = result.GetValue(Cpu)!,
        Memory = result.GetValue(Memory)!,
        Pods = result.GetValue(Pods),
        Prefix = result.GetValue(Prefix)!,
        StartDelay = result.GetValue(StartDelay) ?? Defaults.StartDelay,
        StopDelay = result.GetValue(StopDelay) ?? Defaults.StopDelay,
    };

    /// <summary>Makes an option take Kubernetes quantities alone.</summary>
    public static void Quantities(Option<string> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && !(Quantity.TryParseMilli(result.Tokens[0].Value, out long amount) && amount > 0))
            result.AddError($"{option.Name}: '{result.Tokens[0].Value}' is no amount; write 8, 500m or 16Gi");
    });
}
