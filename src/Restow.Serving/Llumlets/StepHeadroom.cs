namespace Restow.Serving.Llumlets;

/// <summary>
/// Ours: the headroom of high-priority requests as time instead of memory. An instance with one takes normal requests until its decode steps last
/// <paramref name="LongestMs"/>; a further high-priority request joins it as long as those of its kind alone stay below that.
/// </summary>
/// <remarks>
/// Decoding is slow because of the number of requests beside, far more than because of their memory. Counted as memory, one request of 1,600 tokens
/// uses the headroom up, and its instance is closed to all others for as long as it runs.
/// </remarks>
/// <param name="Latency">What steps take.</param>
/// <param name="LongestMs">The step that high-priority requests may see, in milliseconds.</param>
/// <param name="BlockTokens">Tokens of a block.</param>
public sealed record StepHeadroom(LatencyModel Latency, double LongestMs, int BlockTokens)
{
    /// <summary>Whether the instance is closed to normal requests: it holds a high-priority one, and steps with <paramref name="more"/> requests would be too long.</summary>
    /// <param name="report">The instance's last report.</param>
    /// <param name="more">Requests beyond the report.</param>
    /// <param name="moreBlocks">Blocks that those need.</param>
    public bool Closes(in LoadReport report, int more, int moreBlocks) =>
        report.High > 0 && Step(report.Running + report.Waiting + more, report.TotalBlocks - report.FreeBlocks + report.WaitingBlocks + moreBlocks) > LongestMs;

    /// <summary>Whether a high-priority request joins those that are there: nobody queues, nobody was just sent there, and without the normal requests, which give way, steps are short enough.</summary>
    /// <param name="report">The instance's last report.</param>
    /// <param name="sentBlocks">Blocks of requests that were sent there since.</param>
    public bool Gathers(in LoadReport report, int sentBlocks) =>
        report.High > 0 && report.Waiting == 0 && sentBlocks == 0 && Step(report.High + 1, report.HighBlocks) <= LongestMs;

    private double Step(int sequences, int blocks) =>
        Latency.DecodeFixed + (Latency.DecodePerSequence * sequences) + (Latency.DecodePerKvToken * blocks * BlockTokens);
}
