namespace Restow.Rescheduling.Search.Patterns;

/// <summary>Dual prices of the master.</summary>
/// <param name="Arrival">For each kind what taking one more machine of it in is worth, 0 or more.</param>
/// <param name="Migration">What a migration costs, 0 or more.</param>
/// <param name="Megabyte">What copying a MB costs, 0 or more.</param>
internal sealed record Prices(double[] Arrival, double Migration, double Megabyte)
{
    /// <summary>Prices on the way from these to others.</summary>
    public Prices Towards(Prices other, double share) => new(
        [.. Arrival.Zip(other.Arrival, (x, y) => x + (share * (y - x)))],
        Migration + (share * (other.Migration - Migration)),
        Megabyte + (share * (other.Megabyte - Megabyte)));

    /// <summary>What it costs that one machine of a kind leaves.</summary>
    public double Leaving(MachineKinds kinds, int kind) => Migration + (Megabyte * kinds.MigratedMb[kind]);

    /// <summary>Gain of a column less what it uses.</summary>
    public double Net(Column column)
    {
        double net = column.Gain - (Migration * column.Leaving) - (Megabyte * column.LeavingMb);
        for (int t = 0; t < Arrival.Length; t++)
            net += Arrival[t] * column.Change[t];
        return net;
    }
}
