namespace Restow.Packing.Snapshots.Api;

/// <summary>v1.Node.</summary>
internal sealed class NodeObject : ApiObject
{
    public NodeSpec? Spec { get; set; }

    public NodeStatus? Status { get; set; }
}

/// <summary>v1.NodeSpec.</summary>
internal sealed class NodeSpec
{
    public bool? Unschedulable { get; set; }

    public List<TaintObject?>? Taints { get; set; }
}

/// <summary>v1.Taint.</summary>
internal sealed class TaintObject
{
    public string? Key { get; set; }

    public string? Value { get; set; }

    public string? Effect { get; set; }
}

/// <summary>v1.NodeStatus.</summary>
internal sealed class NodeStatus
{
    public Dictionary<string, Scalar>? Allocatable { get; set; }

    public Dictionary<string, Scalar>? Capacity { get; set; }
}
