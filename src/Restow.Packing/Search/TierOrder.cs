namespace Restow.Packing.Search;

/// <summary>The objective's first part: pods placed by tier, lexicographically.</summary>
internal static class TierOrder
{
    /// <summary>Positive when <paramref name="a"/> places more in the first tier in which they differ.</summary>
    public static int Compare(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        for (int t = 0; t < a.Length; t++)
        {
            if (a[t] != b[t])
                return a[t] > b[t] ? 1 : -1;
        }

        return 0;
    }
}
