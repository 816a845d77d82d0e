using System.Globalization;
using Restow.Experiments.Packing;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary>How one generated cluster went with a real scheduler: a row of the CSV.</summary>
/// <param name="Start">Pods that the scheduler placed alone, by descending priority, joined by <c>/</c>.</param>
/// <param name="Placed">The same when the plan had been carried out.</param>
/// <param name="PendingBefore">Pods that the scheduler left pending.</param>
/// <param name="PendingPlanned">Pods that the last plan left pending.</param>
/// <param name="PendingAfter">Pods that were pending in the end.</param>
/// <param name="Certificate">What was proven of the last plan: <c>Optimal</c>, <c>WithinGap</c>, <c>None</c>.</param>
/// <param name="Plans">How many plans it took; more than one when a plan was stopped.</param>
/// <param name="Ended">How the last plan ended; <c>NoCall</c> where nothing was pending, <c>TimedOut</c> where it did not end in time.</param>
/// <param name="Moves">Running pods that were evicted.</param>
/// <param name="SolveSeconds">Wall time of the searches.</param>
/// <param name="RunningSeconds">From the request for a plan until the last pod ran.</param>
internal sealed record GridCase(
    PackingCell Cell,
    ulong Seed,
    string Start,
    string Placed,
    int PendingBefore,
    int PendingPlanned,
    int PendingAfter,
    string Certificate,
    int Plans,
    string Ended,
    int Moves,
    double SolveSeconds,
    double RunningSeconds)
{
    private const string Header =
        "nodes,podsPerNode,priorities,utilisation,seed,start,placed,pendingBefore,pendingPlanned,pendingAfter,certificate,plans,ended,moves,solveSeconds,runningSeconds";

    public const string NoCall = "NoCall";

    public bool IsCalled => Ended != NoCall;

    /// <summary>More pods run than the scheduler alone had running, the higher priorities first.</summary>
    public bool IsImproved => Counts(Placed).Zip(Counts(Start)).Select(c => c.First.CompareTo(c.Second)).FirstOrDefault(c => c != 0) > 0;

    /// <summary>Nothing better exists, and what runs is what was planned.</summary>
    public bool IsCertified => IsCalled && Certificate == "Optimal" && PendingAfter == PendingPlanned;

    /// <summary>The paper's failure: neither better nor proven to be the best.</summary>
    public bool IsFailed => IsCalled && !IsImproved && !IsCertified;

    public static List<GridCase> Read(string path) =>
        File.Exists(path) ? [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Where(f => f.Length == 16).Select(Parse)] : [];

    public static void Append(string path, GridCase row)
    {
        if (!File.Exists(path))
            File.WriteAllText(path, Header + "\n");
        File.AppendAllText(path, string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Cell.Nodes},{row.Cell.PodsPerNode},{row.Cell.Priorities},{row.Cell.Utilisation:F2},{row.Seed},{row.Start},{row.Placed},{row.PendingBefore},{row.PendingPlanned},{row.PendingAfter},{row.Certificate},{row.Plans},{row.Ended},{row.Moves},{row.SolveSeconds:F3},{row.RunningSeconds:F2}\n"));
    }

    private static GridCase Parse(string[] f)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        return new GridCase(
            new PackingCell(int.Parse(f[0], c), int.Parse(f[1], c), int.Parse(f[2], c), double.Parse(f[3], c)), ulong.Parse(f[4], c), f[5], f[6],
            int.Parse(f[7], c), int.Parse(f[8], c), int.Parse(f[9], c), f[10], int.Parse(f[11], c), f[12], int.Parse(f[13], c), double.Parse(f[14], c), double.Parse(f[15], c));
    }

    private static int[] Counts(string text) => [.. text.Split('/').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
}
