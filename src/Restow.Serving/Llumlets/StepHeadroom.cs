namespace Restow.Serving.Llumlets;

/// <summary>
/// Ours: the headroom of high-priority requests as time instead of memory. An instance with one takes normal requests until its decode steps are 15 % shorter than
/// the mean of all instances; a further high-priority request joins it as long as those of its kind alone stay below that.
/// </summary>
/// <remarks>
/// Decoding is slow because of the number of requests beside, far more than because of their memory. Counted as memory, one request of 1,600 tokens
/// uses the headroom up, and its instance is closed to all others for as long as it runs. A fixed length would withhold nothing from a cluster that is idle, and
/// most in a burst, when it costs the others most. Not thread-safe: it belongs to one global scheduler.
/// </remarks>
/// <param name="latency">What steps take.</param>
/// <param name="blockTokens">Tokens of a block.</param>
public sealed class StepHeadroom(LatencyModel latency, int blockTokens)
{
    private const double PartOfMean = 0.85;

    // No step is shorter than the fixed part; with less than this the high-priority requests alone would not fit.
    private const double LeastOfFixed = 1.1;

    /// <summary>The mean length of the instances' decode steps in milliseconds, as last known; 0 before.</summary>
    public double MeanMs { get; set; }

    /// <summary>The step that high-priority requests may see, in milliseconds.</summary>
    public double LongestMs => Math.Max(LeastOfFixed * latency.DecodeFixed, PartOfMean * MeanMs);

    /// <summary>A decode step of all that an instance runs and queues, in milliseconds.</summary>
    public double StepMs(in LoadReport report) => Step(report, 0, 0);

    /// <summary>Whether the instance is closed to normal requests: it holds a high-priority one, and steps with <paramref name="more"/> requests would be too long.</summary>
    /// <param name="report">The instance's last report.</param>
    /// <param name="more">Requests beyond the report.</param>
    /// <param name="moreBlocks">Blocks that those need.</param>
    public bool Closes(in LoadReport report, int more, int moreBlocks) => report.High > 0 && Step(report, more, moreBlocks) > LongestMs;

    /// <summary>Whether a high-priority request joins those that are there: nobody queues, nobody was just sent there, and without the normal requests, which give way, steps are short enough.</summary>
    /// <param name="report">The instance's last report.</param>
    /// <param name="sentBlocks">Blocks of requests that were sent there since.</param>
    public bool Gathers(in LoadReport report, int sentBlocks) =>
        report.High > 0 && report.Waiting == 0 && sentBlocks == 0 && Step(report.High + 1, report.HighBlocks) <= LongestMs;

    private double Step(in LoadReport report, int more, int moreBlocks) =>
        Step(report.Running + report.Waiting + more, report.TotalBlocks - report.FreeBlocks + report.WaitingBlocks + moreBlocks);

    private double Step(int sequences, int blocks) =>
        latency.DecodeFixed + (latency.DecodePerSequence * sequences) + (latency.DecodePerKvToken * blocks * blockTokens);
}
