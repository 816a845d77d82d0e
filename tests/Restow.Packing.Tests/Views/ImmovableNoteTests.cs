using Restow.Packing.Views;

namespace Restow.Packing.Tests.Views;

public class ImmovableNoteTests
{
    [Fact]
    public void Of_NoPods_SaysNothing() => Assert.Empty(ImmovableNote.Of([]));

    [Fact]
    public void Of_OnePod_IsInTheSingular() =>
        Assert.Equal(["1 running pod may not move: 1 belongs to the DaemonSet agent."], ImmovableNote.Of(Pods(1, "belongs to the DaemonSet agent")));

    [Theory]
    [InlineData("belongs to the DaemonSet agent", "belong to the DaemonSet agent")]
    [InlineData("is static", "are static")]
    [InlineData("has local storage", "have local storage")]
    [InlineData("has no controller that recreates it", "have no controller that recreates them")]
    [InlineData("uses resource claims", "use resource claims")]
    [InlineData("runs on lost, which is not in the snapshot", "run on lost, which is not in the snapshot")]
    [InlineData("cannot be evaluated: x", "cannot be evaluated: x")]
    public void Of_SeveralPods_IsInThePlural(string reason, string predicate) =>
        Assert.Equal([$"2 running pods may not move: 2 {predicate}."], ImmovableNote.Of(Pods(2, reason)));

    [Fact]
    public void Of_ManyReasons_ShowsTheFourCommonest()
    {
        PodReason[] pods = [.. Pods(1, "is static"), .. Pods(3, "has a"), .. Pods(5, "has b"), .. Pods(2, "has c"), .. Pods(4, "has d")];
        Assert.Equal(["15 running pods may not move: 5 have b; 4 have d; 3 have a; 2 have c; ..."], ImmovableNote.Of(pods));
    }

    private static PodReason[] Pods(int count, string reason) => [.. Enumerable.Range(0, count).Select(i => new PodReason(i, "default", $"p{i}", reason))];
}
