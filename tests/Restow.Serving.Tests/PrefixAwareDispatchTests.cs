using Restow.Serving.Llumlets;
using Restow.Serving.Scheduling;

namespace Restow.Serving.Tests;

/// <summary>A session's next turn: kept prefix here, a quieter instance there.</summary>
public class PrefixAwareDispatchTests
{
    private static readonly InstanceOptions Limits = new();
    private readonly IDispatchPolicy dispatch = ServingPolicies.Create("llumnix/prefix", new PolicyContext(LlumnixVariant.Artifact, 3, Limits, 1)).Value.Dispatch;

    [Theory]
    [InlineData(4000, 3, 0)]
    [InlineData(50, 30, 1)]
    [InlineData(4000, 60, 1)]
    public void Choose_NextTurn_GoesHomeOnlyIfThatTakesLess(int prompt, int runningAtHome, int expected)
    {
        Assert.Equal(0, dispatch.Choose([View(0), View(9)], Turn(0, prompt)));
        Assert.Equal(expected, dispatch.Choose([View(runningAtHome), View(2)], Turn(1, prompt + 100)));
    }

    [Fact]
    public void Choose_HomeIsGone_GoesElsewhere()
    {
        Assert.Equal(0, dispatch.Choose([View(0), View(9)], Turn(0, 4000)));
        InstanceView gone = View(0);
        gone.Available = false;
        Assert.Equal(1, dispatch.Choose([gone, View(9)], Turn(1, 4100)));
    }

    private static ServingRequest Turn(int id, int prompt) => new(id, id, prompt, 100) { Session = 7 };

    private static InstanceView View(int running)
    {
        var view = new InstanceView { Available = true };
        view.Update(new LoadReport { TotalBlocks = Limits.Blocks, WatermarkBlocks = Limits.WatermarkBlocks, FreeBlocks = Limits.Blocks - (running * 5), Running = running });
        return view;
    }
}
