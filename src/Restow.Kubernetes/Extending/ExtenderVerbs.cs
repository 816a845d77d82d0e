namespace Restow.Kubernetes.Extending;

/// <summary>The verbs of the extender, which are the paths below the address that a scheduler is given.</summary>
internal static class ExtenderVerbs
{
    public const string Filter = "filter";
    public const string Prioritize = "prioritize";
    public const string Preempt = "preempt";
}
