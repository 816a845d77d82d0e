namespace Restow.Serving.Llumlets;

/// <summary>
/// Which instances a request of high execution priority prefers. The paper (section 4.4) fixes the headroom that keeps normal requests
/// away from it, not how the dispatcher of another high-priority request sees that headroom; what normal requests pay depends on it.
/// </summary>
public enum HighPriorityPlacement
{
    /// <summary>They share an instance while its load is below the target, and open another one after that.</summary>
    ShareBelowTarget,

    /// <summary>
    /// The artifact's code: the headroom counts where no high-priority request is yet. They gather on few instances, whatever their load.
    /// </summary>
    Gather,

    /// <summary>The headroom counts where one is, for everybody: each takes an instance without any.</summary>
    Scatter,
}
