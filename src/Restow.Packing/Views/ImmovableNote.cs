namespace Restow.Packing.Views;

/// <summary>How many running pods may not move, and the commonest reasons.</summary>
internal static class ImmovableNote
{
    private const int Shown = 4;

    public static IReadOnlyList<string> Of(IReadOnlyList<PodReason> immovable)
    {
        if (immovable.Count == 0)
            return [];
        (string Reason, int Pods)[] reasons = [.. immovable.CountBy(r => r.Reason).Select(c => (c.Key, c.Value)).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)];
        string shown = string.Join("; ", reasons.Take(Shown).Select(c => $"{c.Pods:N0} {Predicate(c.Reason, c.Pods)}"));
        return [$"{immovable.Count:N0} running {(immovable.Count == 1 ? "pod" : "pods")} may not move: {shown}{(reasons.Length > Shown ? "; ..." : ".")}"];
    }

    // A reason begins with the verb of one pod.
    private static string Predicate(string reason, int pods)
    {
        if (pods == 1)
            return reason;
        int end = reason.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0)
            return reason;
        string verb = reason[..end] switch
        {
            "is" => "are",
            "has" => "have",
            "cannot" => "cannot",
            string other => other.TrimEnd('s'),
        };
        return verb + reason[end..].Replace("recreates it", "recreates them", StringComparison.Ordinal);
    }
}
