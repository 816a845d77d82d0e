namespace Restow.Serving.Llumlets;

/// <summary>Which of the two descriptions of Llumnix to follow where they differ.</summary>
public enum LlumnixVariant
{
    /// <summary>The paper: the head of the queue alone counts as demand.</summary>
    Paper,

    /// <summary>The authors' artifact: dispatch and migration count the whole queue.</summary>
    Artifact,
}

/// <summary>
/// Virtual usage and freeness (paper section 4.4): the blocks that are left for each running request, which times the
/// block's tokens is the number of decode steps that the batch can still take. Negative when demand exceeds memory.
/// </summary>
/// <param name="Variant">The paper or its artifact.</param>
/// <param name="HighTargetBlocks">The load that keeps decoding near its ideal speed: an instance with a high-priority request holds no more (1,600 tokens in the artifact).</param>
public sealed record Freeness(LlumnixVariant Variant, int HighTargetBlocks = 100)
{
    /// <summary>
    /// Ours: a deficit is not divided by the requests. Divided, as the paper has it, a long queue looks freer than a short
    /// one as soon as both lack memory: -1000 blocks over 50 requests beats -100 over 2.
    /// </summary>
    public bool KeepsDeficits { get; init; }

    /// <summary>Ours: headroom by the length of steps; <c>null</c> for the paper's, which is memory.</summary>
    public StepHeadroom? Steps { get; init; }

    /// <summary>How a high-priority request sees the headroom of others.</summary>
    public HighPriorityPlacement HighPlacement { get; init; }

    /// <summary>Blocks that the instance's requests use or claim, the headroom of its high-priority requests included.</summary>
    public double VirtualUsage(in LoadReport report) => VirtualUsage(report, WithholdsHeadroom(report, 0, 0));

    /// <summary>Freeness for the dispatcher.</summary>
    /// <param name="report">The instance's last report.</param>
    /// <param name="sentRequests">Requests dispatched to it that the report does not show.</param>
    /// <param name="sentBlocks">The blocks that those need.</param>
    /// <param name="priority">The execution priority of the request to dispatch.</param>
    public double ForDispatch(in LoadReport report, int sentRequests = 0, int sentBlocks = 0, RequestPriority priority = RequestPriority.Normal)
    {
        int requests = sentRequests + (Variant == LlumnixVariant.Paper ? report.Running : report.Running + report.Waiting);
        bool holdsHigh = WithholdsHeadroom(report, sentRequests + 1, sentBlocks);
        if (priority == RequestPriority.Normal)
            return Of(report, requests, sentBlocks, holdsHigh);
        if (Steps is not null)
        {
            double free = Of(report, requests, sentBlocks, false);
            return free > 0 && Steps.Gathers(report, sentBlocks) ? free + report.TotalBlocks : free;
        }

        if (HighPlacement == HighPriorityPlacement.ShareBelowTarget && holdsHigh && Of(report, requests, sentBlocks, true) > 0)
            return Of(report, requests, sentBlocks, false) + report.TotalBlocks;
        return Of(report, requests, sentBlocks, HighPlacement switch
        {
            HighPriorityPlacement.Gather => !holdsHigh,
            HighPriorityPlacement.Scatter => holdsHigh,
            _ => false,
        });
    }

    /// <summary>Freeness for migration and scaling.</summary>
    public double ForMigration(in LoadReport report)
    {
        bool queued = Variant == LlumnixVariant.Artifact && report.Waiting > 0;
        return Of(report, report.Running + (queued ? 1 : 0), 0, WithholdsHeadroom(report, 0, 0));
    }

    private bool WithholdsHeadroom(in LoadReport report, int more, int moreBlocks) =>
        Steps is null ? report.High > 0 : Steps.Closes(report, more, moreBlocks);

    private double VirtualUsage(in LoadReport report, bool headroom)
    {
        if (report.Draining)
            return double.PositiveInfinity;
        int physical = report.TotalBlocks - report.FreeBlocks;
        int queued = Variant == LlumnixVariant.Paper ? report.HeadBlocks : report.WaitingBlocks;
        return physical + queued + (headroom ? report.TotalBlocks - HighTargetBlocks : 0);
    }

    private double Of(in LoadReport report, int requests, int sentBlocks, bool headroom)
    {
        double usage = VirtualUsage(report, headroom) + sentBlocks;
        double free = report.TotalBlocks - report.WatermarkBlocks - usage;
        if (requests == 0)
            return report.Draining ? double.NegativeInfinity : report.Waiting == 0 ? double.PositiveInfinity : free;
        return KeepsDeficits && free < 0 ? free : free / requests;
    }
}
