using System.Text.Json;
using Restow.Core.Views;
using Restow.Rendering.Pictures;
using Restow.Rescheduling;

namespace Restow.Cli.Commands.Vm;

/// <summary>Evaluations of a policy as a report, as a picture and as JSON.</summary>
internal static class VmEvaluationText
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private static readonly PlanColumn[] Columns = [new("trajectories", "trajectories"), new("slotsGained", "slots gained"), new("migrations", "migrations"), new("seconds", "seconds")];

    /// <summary>Means over the fleets, a row for each power of two of trajectories, and the last.</summary>
    public static ReportView Report(IReadOnlyList<PolicyEvaluation> evaluations) => new(
        $"The best of so many trajectories, {Subject(evaluations)}.",
        [
            new PlanTable("best", "Best of k", Columns, [.. Counts(evaluations).Select(k => (IReadOnlyList<Cell>)
            [
                k,
                Cell.NumberRounded(Gain(evaluations, k), "0.00"),
                Cell.NumberRounded(evaluations.Average(e => (double)At(e, k).Migrations), "0.0"),
                Cell.NumberRounded(evaluations.Average(e => At(e, k).Seconds), "0.00"),
            ])]),
        ]);

    /// <summary>What is gained against the number of trajectories.</summary>
    public static LineChart Chart(IReadOnlyList<PolicyEvaluation> evaluations) => new(
        "The learned policy",
        Subject(evaluations),
        "trajectories",
        "slots gained by the best",
        [new ChartSeries("policy", [.. Enumerable.Range(1, Most(evaluations)).Select(k => ((double)k, Gain(evaluations, k)))])],
        Steps: true);

    /// <summary>One document, a fleet each.</summary>
    public static string Json(IReadOnlyList<PolicyEvaluation> evaluations) => JsonSerializer.Serialize(
        new { Fleets = evaluations.Select(e => new { ValueBefore = e.Before, Best = e.Best.Select((b, k) => new { Trajectories = k + 1, b.Value, Gained = b.Value - e.Before, b.Migrations, b.Seconds }) }) }, Options);

    private static string Subject(IReadOnlyList<PolicyEvaluation> evaluations) => evaluations.Count == 1 ? "one fleet" : $"means of {evaluations.Count} fleets";

    private static IEnumerable<int> Counts(IReadOnlyList<PolicyEvaluation> evaluations)
    {
        int most = Most(evaluations);
        for (int k = 1; k <= most; k = k == most ? k + 1 : Math.Min(2 * k, most))
            yield return k;
    }

    private static int Most(IReadOnlyList<PolicyEvaluation> evaluations) => evaluations.Max(e => e.Best.Count);

    private static double Gain(IReadOnlyList<PolicyEvaluation> evaluations, int k) => evaluations.Average(e => (double)(At(e, k).Value - e.Before));

    // A fleet whose time ran out has fewer trajectories; its best stays.
    private static BestTrajectory At(PolicyEvaluation evaluation, int k) => evaluation.Best[Math.Min(k, evaluation.Best.Count) - 1];
}
