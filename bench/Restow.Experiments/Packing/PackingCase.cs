namespace Restow.Experiments.Packing;

/// <summary>How one method did on one case: a row of the CSV.</summary>
/// <param name="Class">The paper's class: <c>noCall</c>, <c>defaultOptimal</c>, <c>betterOptimal</c>, <c>better</c>, <c>failure</c>.</param>
/// <param name="Placed">Pods placed by descending priority, joined by <c>/</c>.</param>
/// <param name="Start">The same where the default scheduler left it.</param>
/// <param name="FewestProven">Whether no placement of as many pods disturbs fewer running ones, by proof.</param>
/// <param name="WallSeconds">Wall time of the whole call, model building included.</param>
internal sealed record PackingCase(
    int Nodes,
    int PodsPerNode,
    int Priorities,
    double Utilisation,
    double Seconds,
    ulong Seed,
    string Method,
    string Class,
    string Start,
    string Placed,
    int PendingBefore,
    int PendingAfter,
    int Moves,
    bool Certified,
    bool FewestProven,
    double WallSeconds)
{
    public bool Improved => Class is "betterOptimal" or "better";

    public string Key => FormattableString.Invariant($"{Nodes}/{PodsPerNode}/{Priorities}/{Utilisation:F2}/{Seconds}/{Seed}/{Method}");

    public string CaseKey => FormattableString.Invariant($"{Nodes}/{PodsPerNode}/{Priorities}/{Utilisation:F2}/{Seconds}/{Seed}");

    /// <summary>Positive when this case places more, by priority, than <paramref name="other"/>.</summary>
    public int Compare(PackingCase other)
    {
        int[] a = Counts(Placed);
        int[] b = Counts(other.Placed);
        for (int k = 0; k < a.Length; k++)
        {
            if (a[k] != b[k])
                return a[k].CompareTo(b[k]);
        }

        return 0;
    }

    private static int[] Counts(string text) => [.. text.Split('/').Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture))];
}
