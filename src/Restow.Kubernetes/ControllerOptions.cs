using Restow.Kubernetes.Controlling;
using Restow.Packing;

namespace Restow.Kubernetes;

/// <summary>When a plan is made without being asked for.</summary>
public enum PlanTrigger
{
    /// <summary>Once the pods that the scheduler refused have not changed for a while.</summary>
    Quiet,

    /// <summary>As soon as the scheduler refuses a pod.</summary>
    EachPod,

    /// <summary>Never.</summary>
    OnDemand,
}

/// <summary>How the controller of a live cluster behaves.</summary>
public sealed record ControllerOptions
{
    /// <summary>A kubeconfig file; <c>null</c> for the account of the pod that this runs in, or kubectl's default file.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>A context of the kubeconfig; <c>null</c> for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Where its Lease, its state and its probe live; <c>null</c> for the namespace that this runs in, or that of the context.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether plans are carried out. Default: no, they are only published.</summary>
    public bool Apply { get; init; }

    public PlanTrigger Trigger { get; init; } = PlanTrigger.Quiet;

    /// <summary>How long the refused pods must not have changed. Default 2 s.</summary>
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long changes can put a plan off. Default 8 s.</summary>
    public TimeSpan MaximumPeriod { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How soon the same refused pods are planned again when room has changed. Default 30 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause after a plan was carried out or stopped. Default 30 s.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How old the scheduler's last question to the extender may be when pods are evicted. Default 15 s.</summary>
    public TimeSpan HeartbeatLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a probe pod waits for the scheduler to ask the extender about it. Default 10 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a plan that has begun waits for the scheduler to ask the extender again before it stops. Default 5 min.</summary>
    public TimeSpan PauseLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an eviction that a budget refuses is tried again. Default 2 min.</summary>
    public TimeSpan EvictionTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an evicted pod may take to go and its replacement to land and become ready. Default 3 min.</summary>
    public TimeSpan LandingTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a plan and its reservations live. Default 30 min.</summary>
    public TimeSpan PlanLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a wave waits until its replacements are ready, not only bound. Default: yes.</summary>
    public bool WaitForReady { get; init; } = true;

    /// <summary>When pods may be evicted; empty for always.</summary>
    public IReadOnlyList<MaintenanceWindow> MaintenanceWindows { get; init; } = [];

    /// <summary>A file that one JSON line is appended to for each thing done to a pod; <c>null</c> for the log.</summary>
    public string? AuditFile { get; init; }

    /// <summary>Image of the probe pod, which is deleted before it runs. Default <c>registry.k8s.io/pause:3.9</c>.</summary>
    public string ProbeImage { get; init; } = "registry.k8s.io/pause:3.9";

    /// <summary>What a plan may do, and how long its search may take.</summary>
    public PackingOptions Packing { get; init; } = new();
}
