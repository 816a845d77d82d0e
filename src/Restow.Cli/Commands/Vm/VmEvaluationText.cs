using System.Globalization;
using System.Text;
using System.Text.Json;
using Restow.Rescheduling;

namespace Restow.Cli.Commands.Vm;

/// <summary>Evaluations of a policy as text and as JSON.</summary>
internal static class VmEvaluationText
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Means over the fleets, a row for each power of two of trajectories, and the last.</summary>
    public static string Table(IReadOnlyList<PolicyEvaluation> evaluations)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"trajectories",12}{"slots gained",14}{"migrations",12}{"seconds",10}   ({evaluations.Count} {(evaluations.Count == 1 ? "fleet" : "fleets, means")})");
        int most = evaluations.Max(e => e.Best.Count);
        for (int k = 1; k <= most; k = k == most ? k + 1 : Math.Min(2 * k, most))
        {
            double gain = evaluations.Average(e => (double)(At(e, k).Value - e.Before));
            text.AppendLine(CultureInfo.InvariantCulture, $"{k,12}{gain,14:0.00}{evaluations.Average(e => (double)At(e, k).Migrations),12:0.0}{evaluations.Average(e => At(e, k).Seconds),10:0.00}");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>One document, a fleet each.</summary>
    public static string Json(IReadOnlyList<PolicyEvaluation> evaluations) => JsonSerializer.Serialize(
        new { Fleets = evaluations.Select(e => new { ValueBefore = e.Before, Best = e.Best.Select((b, k) => new { Trajectories = k + 1, b.Value, Gained = b.Value - e.Before, b.Migrations, b.Seconds }) }) }, Options);

    // A fleet whose time ran out has fewer trajectories; its best stays.
    private static BestTrajectory At(PolicyEvaluation evaluation, int k) => evaluation.Best[Math.Min(k, evaluation.Best.Count) - 1];
}
