namespace Restow.Experiments.Serving;

/// <summary>The paper's figures of one policy on one row, in seconds; NaN where it plots none.</summary>
internal sealed record PaperFigures(double PrefillP99, double PrefillMean, double Loss);

/// <summary>One row of the paper's serving evaluation (its Figure 11, read from the artifact's plots).</summary>
internal sealed record PaperRow(string Trace, double Rate, double Threshold, bool High, PaperFigures? RoundRobin, PaperFigures Infaas, PaperFigures Llumnix)
{
    public bool Synthetic => Trace.Contains('-', StringComparison.Ordinal);

    public static IReadOnlyList<PaperRow> All { get; } =
    [
        new("ShareGPT", 7, 3, false, new(55.6, 4.3, .89), new(1.64, .31, .09), new(1.60, .24, .002)),
        new("ShareGPT", 8, 3, true, new(100, 12.6, 1.68), new(27.8, 1.05, 1.06), new(8.76, .51, .44)),
        new("BurstGPT", 7.5, 3, false, new(58, 6.4, .23), new(21, 1.4, .09), new(4.3, .75, .01)),
        new("BurstGPT", 8.5, 3, true, new(166, 22, .36), new(28, 4.4, .30), new(17.9, 2.6, .25)),
        new("S-S", 32, 3, false, null, new(40, 1.6, .21), new(28, 1.3, .17)),
        new("S-S", 36, 3, true, null, new(72, 4.7, .51), new(75, 4.3, .27)),
        new("M-M", 7.4, 10, false, null, new(5.7, .47, .58), new(2.7, .25, 0)),
        new("M-M", 7.8, 10, true, null, new(240, 5.9, 1.4), new(18, .76, .33)),
        new("L-L", 2.6, 3, false, null, new(2.8, .63, .69), new(2.5, .30, 0)),
        new("L-L", 3.0, 3, true, null, new(41.2, 1.44, 1.90), new(2.78, .34, .06)),
        new("S-L", 4.1, 10, false, null, new(37, 1.0, 5.9), new(18, .66, 1.8)),
        new("S-L", 4.3, 10, true, null, new(134, 3.5, 8.4), new(52, 1.8, 5.0)),
        new("L-S", 10, 3, false, null, new(6.3, .74, 0), new(4.7, .64, 0)),
        new("L-S", 18, 3, true, null, new(206, 14.9, .18), new(74, 7.4, .15)),
    ];
}
