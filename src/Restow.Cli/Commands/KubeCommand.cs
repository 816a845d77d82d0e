using System.CommandLine;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube</c>: pods of a live cluster.</summary>
internal static class KubeCommand
{
    public static Command Create() => new("kube", "Pods of a live cluster.")
    {
        KubeRunCommand.Create(),
        KubeSchedulerConfigCommand.Create(),
        KubeSimCommand.Create(),
        KubeKubeletsCommand.Create(),
    };
}
