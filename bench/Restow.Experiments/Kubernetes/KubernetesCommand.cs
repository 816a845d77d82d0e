using System.CommandLine;
using Restow.Experiments.Kubernetes.Grid;

namespace Restow.Experiments.Kubernetes;

/// <summary><c>kubernetes</c>: what the parts of the live cluster cost.</summary>
internal static class KubernetesCommand
{
    public static Command Create() => new("kubernetes", "What the parts of the live cluster cost.") { ExtenderLoadCommand.Create(), CacheCommand.Create(), GridCommand.Create(), SteadyCommand.Create() };
}
