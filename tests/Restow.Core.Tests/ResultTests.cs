namespace Restow.Core.Tests;

public class ResultTests
{
    private static readonly Fault Truncated = new("a.json", "pod x/y", "ends\nin the middle", "export it again");

    [Fact]
    public void ToString_Fault_IsOneLineWithSourceSubjectAndRemedy() =>
        Assert.Equal("a.json: pod x/y: ends in the middle; export it again", Truncated.ToString());

    [Fact]
    public void Value_Failure_Throws()
    {
        Result<int> result = Truncated;
        Assert.False(result.IsSuccess);
        Assert.Throws<InvalidOperationException>(() => result.Value);
    }

    [Fact]
    public void TryGet_Default_IsAFailureNotAValue()
    {
        Assert.False(default(Result<string>).TryGet(out _, out Fault? fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void Then_Failure_PassesThrough()
    {
        Result<int> result = Truncated;
        Assert.Same(Truncated, result.Then(i => (Result<string>)$"{i}").Fault);
    }
}
