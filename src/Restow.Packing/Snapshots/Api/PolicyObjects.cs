namespace Restow.Packing.Snapshots.Api;

/// <summary>policy/v1 PodDisruptionBudget.</summary>
internal sealed class BudgetObject : ApiObject
{
    public BudgetSpec? Spec { get; set; }

    public BudgetStatus? Status { get; set; }
}

internal sealed class BudgetSpec
{
    public LabelSelectorObject? Selector { get; set; }

    public Scalar? MinAvailable { get; set; }

    public Scalar? MaxUnavailable { get; set; }

    public string? UnhealthyPodEvictionPolicy { get; set; }
}

internal sealed class BudgetStatus
{
    public int? DisruptionsAllowed { get; set; }

    public int? CurrentHealthy { get; set; }

    public int? DesiredHealthy { get; set; }

    public long? ObservedGeneration { get; set; }
}

/// <summary>scheduling.k8s.io/v1 PriorityClass.</summary>
internal sealed class PriorityClassObject : ApiObject
{
    public int? Value { get; set; }

    public bool? GlobalDefault { get; set; }

    public string? PreemptionPolicy { get; set; }
}

/// <summary>Anything that owns pods, or owns what owns them: ReplicaSet, Deployment, StatefulSet, Job.</summary>
internal sealed class ControllerObject : ApiObject
{
    public ControllerSpec? Spec { get; set; }

    /// <summary>Set by the reader; items of typed lists do not say it themselves.</summary>
    public string Kind { get; set; } = "";
}

internal sealed class ControllerSpec
{
    public int? Replicas { get; set; }
}

/// <summary>v1.Namespace.</summary>
internal sealed class NamespaceObject : ApiObject;

/// <summary>metav1.Status: an error that was saved instead of a list.</summary>
internal sealed class StatusObject
{
    public string? Status { get; set; }

    public string? Message { get; set; }
}
