namespace Restow.Experiments.Serving;

/// <summary>The paper's figures of one policy on one row, in seconds; decode in milliseconds.</summary>
internal sealed record PaperFigures(double PrefillP99, double PrefillMean, double Loss, double DecodeP99, double DecodeMean);

/// <summary>One row of the paper's serving evaluation (its Figure 11, read from the artifact's plots).</summary>
internal sealed record PaperRow(string Trace, double Rate, double Threshold, bool High, PaperFigures? RoundRobin, PaperFigures Infaas, PaperFigures Llumnix)
{
    public bool Synthetic => Trace.Contains('-', StringComparison.Ordinal);

    /// <summary>All rows, or those of one trace.</summary>
    public static IEnumerable<PaperRow> Of(string? trace) => All.Where(r => trace is null || r.Trace.Equals(trace, StringComparison.OrdinalIgnoreCase));

    public static IReadOnlyList<PaperRow> All { get; } =
    [
        new("ShareGPT", 7, 3, false, new(55.6, 4.3, .89, 125, 57.5), new(1.64, .31, .09, 79.3, 53.9), new(1.60, .24, .002, 69.3, 53.6)),
        new("ShareGPT", 8, 3, true, new(100, 12.6, 1.68, 163, 65.0), new(27.8, 1.05, 1.06, 128, 63.9), new(8.76, .51, .44, 102, 62.4)),
        new("BurstGPT", 7.5, 3, false, new(58, 6.4, .23, 94.7, 52.1), new(21, 1.4, .09, 99.5, 51.8), new(4.3, .75, .01, 99.7, 52.1)),
        new("BurstGPT", 8.5, 3, true, new(166, 22, .36, 104, 56.4), new(28, 4.4, .30, 116, 57.5), new(17.9, 2.6, .25, 108, 57.8)),
        new("S-S", 32, 3, false, null, new(40, 1.6, .21, 122, 61.5), new(28, 1.3, .17, 124, 62.5)),
        new("S-S", 36, 3, true, null, new(72, 4.7, .51, 162, 69.7), new(75, 4.3, .27, 144, 67.1)),
        new("M-M", 7.4, 10, false, null, new(5.7, .47, .58, 115, 53.3), new(2.7, .25, 0, 100, 53.8)),
        new("M-M", 7.8, 10, true, null, new(240, 5.9, 1.4, 152, 61.6), new(18, .76, .33, 117, 57.8)),
        new("L-L", 2.6, 3, false, null, new(2.8, .63, .69, 119, 48.7), new(2.5, .30, 0, 109, 49.8)),
        new("L-L", 3.0, 3, true, null, new(41.2, 1.44, 1.90, 155, 54.5), new(2.78, .34, .06, 121, 52.6)),
        new("S-L", 4.1, 10, false, null, new(37, 1.0, 5.9, 231, 64.1), new(18, .66, 1.8, 229, 64.2)),
        new("S-L", 4.3, 10, true, null, new(134, 3.5, 8.4, 456, 76.5), new(52, 1.8, 5.0, 297, 74.4)),
        new("L-S", 10, 3, false, null, new(6.3, .74, 0, 93.3, 47.6), new(4.7, .64, 0, 102, 48.8)),
        new("L-S", 18, 3, true, null, new(206, 14.9, .18, 140, 66.4), new(74, 7.4, .15, 140, 66.6)),
    ];
}
