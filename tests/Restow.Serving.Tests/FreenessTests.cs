using Restow.Serving.Llumlets;

namespace Restow.Serving.Tests;

/// <summary>Section 4.4's definitions, case by case.</summary>
public class FreenessTests
{
    private static readonly LoadReport Busy = new() { TotalBlocks = 100, WatermarkBlocks = 1, FreeBlocks = 40, Running = 4 };
    private readonly Freeness paper = new(LlumnixVariant.Paper, HighTargetBlocks: 10);
    private readonly Freeness artifact = new(LlumnixVariant.Artifact, HighTargetBlocks: 10);

    [Fact]
    public void ForDispatch_Empty_IsInfinite() =>
        Assert.Equal(double.PositiveInfinity, paper.ForDispatch(new LoadReport { TotalBlocks = 100, FreeBlocks = 100 }));

    [Fact]
    public void ForDispatch_Running_IsBlocksLeftForEach() => Assert.Equal((40 - 1) / 4.0, paper.ForDispatch(Busy));

    [Fact]
    public void ForDispatch_Queue_PaperCountsTheHeadArtifactAll()
    {
        LoadReport queued = Busy with { Waiting = 3, HeadBlocks = 50, WaitingBlocks = 80 };
        Assert.Equal((39 - 50) / 4.0, paper.ForDispatch(queued));
        Assert.Equal((39 - 80) / 7.0, artifact.ForDispatch(queued));
        Assert.Equal((39 - 80) / 5.0, artifact.ForMigration(queued));
    }

    [Fact]
    public void VirtualUsage_HighPriority_ClaimsTheHeadroom()
    {
        LoadReport high = Busy with { High = 2 };
        Assert.Equal(60 + 90, paper.VirtualUsage(high));
        Assert.True(paper.ForMigration(high) < 0);
    }

    [Fact]
    public void VirtualUsage_Draining_IsInfinite()
    {
        LoadReport draining = Busy with { Draining = true };
        Assert.Equal(double.PositiveInfinity, paper.VirtualUsage(draining));
        Assert.Equal(double.NegativeInfinity, paper.ForMigration(draining));
    }

    [Fact]
    public void ForDispatch_Sent_CountsAsDemand() => Assert.Equal((39 - 9) / 6.0, paper.ForDispatch(Busy, 2, 9));
}
