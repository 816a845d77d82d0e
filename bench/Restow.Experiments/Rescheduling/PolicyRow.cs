using System.Globalization;

namespace Restow.Experiments.Rescheduling;

/// <summary>What a method reached on a fleet.</summary>
/// <param name="Instance">Seed of the churn.</param>
/// <param name="Method">Which.</param>
/// <param name="Before">Slots before.</param>
/// <param name="Gain">Slots gained.</param>
/// <param name="Moves">Machines that end elsewhere.</param>
/// <param name="Seconds">Wall time of the search.</param>
/// <param name="Proven">Whether the gain is proven to be the best.</param>
internal sealed record PolicyRow(int Instance, string Method, long Before, long Gain, int Moves, double Seconds, bool Proven)
{
    public static IEnumerable<string> Csv(IEnumerable<PolicyRow> rows) => rows
        .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Instance},\"{r.Method}\",{r.Before},{r.Gain},{r.Moves},{r.Seconds:0.000},{r.Proven}"))
        .Prepend("instance,method,slots_before,slots_gained,migrations,seconds,proven");

    /// <summary>Means, the share of what lies between HA and the optimum with its interval over fleets, how often the optimum was reached and how far it was missed at most.</summary>
    public static void Print(IReadOnlyList<PolicyRow> rows, TextWriter output)
    {
        HashSet<int> proven = [.. rows.Where(r => r is { Method: "optimum", Proven: true }).Select(r => r.Instance)];
        int all = rows.Select(r => r.Instance).Distinct().Count();
        output.WriteLine($"{proven.Count} fleets; {all - proven.Count} more are left out, since their optimum was not proven in time");
        if (proven.Count == 0)
            return;
        ILookup<string, PolicyRow> byMethod = rows.Where(r => proven.Contains(r.Instance)).ToLookup(r => r.Method);
        PolicyRow[] best = [.. byMethod["optimum"]];
        PolicyRow[] floor = [.. byMethod["HA"]];
        output.WriteLine("| method | slots gained, mean | of HA to optimum | below the optimum, mean +- 95 % | optimum reached | worst miss | migrations | seconds, mean |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (IGrouping<string, PolicyRow> method in byMethod)
        {
            PolicyRow[] mine = [.. method];
            double[] miss = [.. mine.Zip(best, (m, b) => (double)(b.Gain - m.Gain))];
            double mean = miss.Average();
            double deviation = miss.Length < 2 ? 0 : Math.Sqrt(miss.Sum(x => (x - mean) * (x - mean)) / (miss.Length - 1));
            double half = 1.96 * deviation / Math.Sqrt(miss.Length);
            double span = best.Zip(floor, (b, f) => (double)(b.Gain - f.Gain)).Average();
            double share = span == 0 ? 1 : 1 - (mean / span);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {method.Key} | {mine.Average(r => (double)r.Gain):0.00} | {share:0.0 %} | {mean:0.00} +- {half:0.00} | {miss.Count(x => x <= 0)} | {miss.Max():0} | {mine.Average(r => (double)r.Moves):0.0} | {mine.Average(r => r.Seconds):0.000} |"));
        }
    }
}
