namespace Restow.Core.Views;

/// <summary>Measurements or simulations as a reader sees them: what is no plan and yet goes to the one renderer.</summary>
/// <param name="Headline">What was run, in one sentence.</param>
/// <param name="Tables">The figures.</param>
public sealed record ReportView(string Headline, IReadOnlyList<PlanTable> Tables)
{
    /// <summary>Remarks below the tables.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
