using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Objectives;

/// <summary>
/// Room for machines of given sizes: each free chunk counts its weight. A chunk of up to <see cref="SpanAbove"/> cores must fit on one node, a larger one
/// takes half its cores on each of two nodes of a host, as such machines do. With one chunk size c, the fragment rate is
/// 1 - c slots / free cores ("Towards VM Rescheduling Optimization Through Deep Reinforcement Learning", EuroSys'25, section 2).
/// </summary>
/// <param name="Chunks">Cores and weight of each chunk size; at most one size spans two nodes.</param>
public sealed record Fragments(IReadOnlyList<(int Cores, long Weight)> Chunks) : FleetObjective
{
    /// <summary>A chunk larger than this spans two nodes.</summary>
    public const int SpanAbove = 44;

    /// <summary>Slots of 16 cores, the paper's measure.</summary>
    public static Fragments Of16 { get; } = new([(16, 1)]);

    public override string Unit => Chunks.Count == 1 ? $"slots of {Chunks[0].Cores} cores" : "weighted slots";

    public override int SpanCores => Spanning.Cores / 2;

    public override long SpanValue => Spanning.Weight;

    // Asked for at every step of a search: no enumerator.
    private (int Cores, long Weight) Spanning
    {
        get
        {
            for (int k = 0; k < Chunks.Count; k++)
            {
                if (Chunks[k].Cores > SpanAbove)
                    return Chunks[k];
            }

            return default;
        }
    }

    public override long OfCores(NumaNode node, int free)
    {
        long value = 0;
        foreach ((int cores, long weight) in Chunks)
        {
            if (cores <= SpanAbove)
                value += weight * (free / cores);
        }

        return value;
    }
}
