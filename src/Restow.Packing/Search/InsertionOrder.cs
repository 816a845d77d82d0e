using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>In which order items are inserted: by tier, then by a noisy mix of their requests, largest first.</summary>
internal sealed class InsertionOrder(PackingProblem problem, double[] scale, SeededRandom random, UnplacedItems unplaced)
{
    private readonly double[] keys = new double[problem.Pods.Length];

    /// <summary>Sorts the first items by tier, then size.</summary>
    /// <param name="mix">Weight of the first resource against the second.</param>
    public void Sort(Span<int> items, double mix)
    {
        Fill(items, mix, 0, tiersLead: true);
        keys.AsSpan(0, items.Length).Sort(items);
    }

    /// <summary>Sorts items with noise, and <paramref name="nodes"/> along with them.</summary>
    /// <param name="tiersLead">Whether tiers come before sizes; where not, unplaced items may come first.</param>
    public void Sort(Span<int> items, Span<int> nodes, double mix, double noise, bool tiersLead)
    {
        Fill(items, mix, noise, tiersLead);
        for (int k = 1; k < items.Length; k++)
        {
            double key = keys[k];
            int item = items[k];
            int node = nodes[k];
            int j = k - 1;
            while (j >= 0 && keys[j] > key)
            {
                keys[j + 1] = keys[j];
                items[j + 1] = items[j];
                nodes[j + 1] = nodes[j];
                j--;
            }

            keys[j + 1] = key;
            items[j + 1] = item;
            nodes[j + 1] = node;
        }
    }

    private void Fill(ReadOnlySpan<int> items, double mix, double noise, bool tiersLead)
    {
        int width = problem.Width;
        double eager = !tiersLead && random.Next(2) == 0 ? 8 : 0;
        for (int k = 0; k < items.Length; k++)
        {
            int item = items[k];
            double size = 0;
            for (int r = 0; r < width; r++)
            {
                double part = problem.Request[(item * width) + r] * scale[r];
                size += r == 0 ? 2 * mix * part : r == 1 ? 2 * (1 - mix) * part : part;
            }

            size *= 1 + (noise * (random.NextDouble() - 0.5) * 2);
            keys[k] = (tiersLead ? problem.Tier[item] * 1e6 : 0) - size - (unplaced.Contains(item) ? eager : 0);
        }
    }
}
