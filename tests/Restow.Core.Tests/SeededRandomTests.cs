namespace Restow.Core.Tests;

public class SeededRandomTests
{
    [Fact]
    public void NextUInt64_SameSeed_SameNumbers()
    {
        var a = new SeededRandom(7);
        var b = new SeededRandom(7);
        for (int i = 0; i < 100; i++)
            Assert.Equal(a.NextUInt64(), b.NextUInt64());
    }

    [Fact]
    public void Next_Bound_CoversEveryValueAndNoOther()
    {
        var random = new SeededRandom(1);
        var seen = new int[7];
        for (int i = 0; i < 7000; i++)
            seen[random.Next(7)]++;
        Assert.All(seen, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void NextInclusive_BothEnds_AreReached()
    {
        var random = new SeededRandom(3);
        int[] values = [.. Enumerable.Range(0, 1000).Select(_ => random.NextInclusive(2, 4)).Distinct().Order()];
        Assert.Equal([2, 3, 4], values);
    }

    [Fact]
    public void Fork_TwoStreams_Differ() =>
        Assert.NotEqual(new SeededRandom(5).Fork(1).NextUInt64(), new SeededRandom(5).Fork(2).NextUInt64());
}
