namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>Amounts from a file as the model's whole numbers.</summary>
internal static class Amounts
{
    /// <summary>More cores than any NUMA node has, overcommitted or not.</summary>
    public const int MostCores = 65_535;

    /// <summary>More memory than any NUMA node has, MB (1 PB).</summary>
    public const int MostMemoryMb = 1 << 30;

    /// <summary>What is wrong with an amount; <c>null</c> when it is a number from 0 to <paramref name="most"/>.</summary>
    public static string? Problem(string name, double amount, double most) =>
        double.IsNaN(amount) ? $"its {name} is not a number"
        : amount < 0 ? $"its {name} is negative ({amount:0.###})"
        : amount > most ? $"its {name} is more than any machine has ({amount:G6})"
        : null;

    /// <summary>What is wrong with the amounts of a node; <c>null</c> when nothing is.</summary>
    public static string? Problem(RawNode node) => Problem("cores", node.Cores, MostCores) ?? Problem("memory", node.MemoryMb, MostMemoryMb);

    /// <summary>Capacity, rounded down.</summary>
    public static int Floor(double amount) => (int)Math.Floor(amount);

    /// <summary>Need, rounded up.</summary>
    public static int Ceiling(double amount) => (int)Math.Ceiling(amount);
}
