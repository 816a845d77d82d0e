using System.CommandLine;
using Microsoft.Extensions.Logging;
using Restow.Cli.Output;
using Restow.Core;
using Restow.Kubernetes;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube run</c>: the controller of a live cluster.</summary>
internal static class KubeRunCommand
{
    private const string Help = """
        Follows a live cluster, plans for the pods that the scheduler refused, and publishes the plans; with --apply it carries them out.

        Examples:
          restow kube run
          restow kube run --kubeconfig ~/.kube/config --context test --time 2
          restow kube run --config restow.yaml --apply --max-moves 20

        Every option may stand in the file given by --config, in YAML or JSON and in camelCase: quietPeriod: 2s. The command line goes first.
        Logs go to standard error. Ctrl-C stops; a plan in hand is recorded in the cluster and taken up at the next start.

        Exit code: 0 stopped, 2 bad input, or the cluster cannot be reached.
        """;

    public static Command Create()
    {
        var settings = new KubeRunOptions();
        var command = new Command("run", Help);
        settings.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(settings.From(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(Result<KubeRunSettings> given)
    {
        if (!given.TryGet(out KubeRunSettings? settings, out Fault? fault))
            return Failure.Report(fault);
        using ILoggerFactory logs = ControlLogging.Create(settings.LogFormat);
        if (!ClusterController.Connect(settings.Controller, TimeProvider.System, logs).TryGet(out ClusterController? controller, out fault))
            return Failure.Report(fault);
        using (controller)
        using (var interruption = new Interruption())
        {
            fault = await ControlHost.RunAsync(controller, settings.Listening, interruption.Token);
        }

        return fault is null ? ExitCode.Done : Failure.Report(fault);
    }
}
