using Restow.Kubernetes.Kubelets;

namespace Restow.Kubernetes.Simulation;

/// <summary>A cluster in memory.</summary>
public sealed record SimulationOptions
{
    /// <summary>Port on 127.0.0.1; 0 for any that is free. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>The nodes. Default three.</summary>
    public KubeletOptions Kubelets { get; init; } = new();

    /// <summary>A scheduler extender to ask, the address above its verbs; <c>null</c> for none.</summary>
    public Uri? Extender { get; init; }

    /// <summary>How many changes are kept for watches that come back. Default 20,000.</summary>
    public int History { get; init; } = 20_000;
}
