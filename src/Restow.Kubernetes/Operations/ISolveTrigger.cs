using Restow.Core;

namespace Restow.Kubernetes.Operations;

/// <summary>Starts the making of a plan without waiting for the next occasion.</summary>
public interface ISolveTrigger
{
    /// <summary>Asks for a plan. Returns at once; the plan appears in the log.</summary>
    /// <returns>Why none will be made now; <c>null</c> when one will.</returns>
    Fault? Request();
}
