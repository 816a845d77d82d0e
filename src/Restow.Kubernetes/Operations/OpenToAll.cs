namespace Restow.Kubernetes.Operations;

/// <summary>Marks an endpoint that is answered without a client certificate: a probe or a scraper has none, and learns nothing of the workloads.</summary>
internal sealed class OpenToAll
{
    public static OpenToAll Mark { get; } = new();
}
