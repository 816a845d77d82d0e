using System.CommandLine;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube</c>: pods on a live cluster.</summary>
internal static class KubeCommand
{
    public static Command Create() => new("kube", "Pods on a live cluster.")
    {
        KubeSimCommand.Create(),
        KubeKubeletsCommand.Create(),
    };
}
