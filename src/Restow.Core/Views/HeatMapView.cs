namespace Restow.Core.Views;

/// <summary>One figure of many bins, before and after a plan, in the input's order: where it is high the bin is in a bad state.</summary>
/// <param name="Title">The heading: <c>Stranded cores by host</c>.</param>
/// <param name="BinName">What a bin is, singular: <c>host</c>.</param>
/// <param name="Unit">What is counted, in the plural: <c>stranded cores</c>.</param>
/// <param name="Most">The value that is shown darkest; positive.</param>
/// <param name="Before">The figure of each bin before.</param>
/// <param name="After">The figure of each bin after, as many.</param>
public sealed record HeatMapView(string Title, string BinName, string Unit, double Most, IReadOnlyList<double> Before, IReadOnlyList<double> After);
