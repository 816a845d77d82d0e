using System.CommandLine;

namespace Restow.Cli.Commands;

/// <summary><c>restow kube</c>: packing on a live cluster.</summary>
internal static class KubeCommand
{
    public static Command Create() => new("kube", "Pods of a live cluster.")
    {
        KubeSchedulerConfigCommand.Create(),
    };
}
