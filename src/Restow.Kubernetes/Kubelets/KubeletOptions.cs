namespace Restow.Kubernetes.Kubelets;

/// <summary>Nodes that exist only in the API: how many, how large, how quick.</summary>
public sealed record KubeletOptions
{
    /// <summary>How many nodes. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Names are this and a number from 0. Default <c>node-</c>.</summary>
    public string Prefix { get; init; } = "node-";

    /// <summary>Capacity and allocatable of <c>cpu</c>, a Kubernetes quantity. Default 8.</summary>
    public string Cpu { get; init; } = "8";

    /// <summary>Capacity and allocatable of <c>memory</c>, a Kubernetes quantity. Default 16Gi.</summary>
    public string Memory { get; init; } = "16Gi";

    /// <summary>Pods that a node takes. Default 110.</summary>
    public int Pods { get; init; } = 110;

    /// <summary>From the binding of a pod until it is Running and Ready. Default 200 ms.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest time that a deleted pod takes to end, whatever its grace period. Default 200 ms.</summary>
    public TimeSpan StopDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two renewals of a node's Lease; the controller manager gives a node up after 40 s. Default 10 s.</summary>
    public TimeSpan LeasePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two reports of a node's conditions. Default one minute.</summary>
    public TimeSpan StatusPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Names of the nodes, in order.</summary>
    public IEnumerable<string> NodeNames => Enumerable.Range(0, Nodes).Select(i => $"{Prefix}{i}");
}
