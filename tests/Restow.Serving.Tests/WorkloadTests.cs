using Restow.Core.Statistics;
using Restow.Serving.Workloads;

namespace Restow.Serving.Tests;

public class WorkloadTests
{
    [Fact]
    public void MersenneTwister_Seed5489_GivesTheReferenceNumbers()
    {
        var twister = new MersenneTwister(5489);
        Assert.Equal(3499211612u, twister.NextUInt32());
        Assert.Equal(581869302u, twister.NextUInt32());
        for (int i = 2; i < 9999; i++)
            twister.NextUInt32();
        Assert.Equal(4123659995u, twister.NextUInt32());
    }

    /// <summary>The paper's Table 1, to which the artifact's seed leads.</summary>
    [Theory]
    [InlineData("s-s", 128, 38, 113, 413, 1464)]
    [InlineData("m-m", 256, 32, 173, 1288, 4208)]
    [InlineData("l-l", 512, 55, 582, 3113, 5166)]
    public void Create_PowerLaw_HasThePublishedPercentiles(string name, double mean, double p50, double p80, double p95, double p99)
    {
        double[] prompts = Prompts(name);
        Assert.Equal(1, prompts.Average() / mean, 0.02);
        (double Quantile, double Published)[] expected = [(0.5, p50), (0.8, p80), (0.95, p95), (0.99, p99)];
        Assert.All(expected, e => Assert.InRange(Percentiles.Of(prompts, e.Quantile) / e.Published, 0.94, 1.06));
    }

    [Theory]
    [InlineData("sharegpt", 306, 500)]
    [InlineData("burstgpt", 830, 271)]
    public void Create_FromPercentiles_MeansWithinTwoPercent(string name, double prompt, double output)
    {
        IReadOnlyList<ServingRequest> requests = Workload.Create(name, new WorkloadOptions { Requests = 100_000 }).Value;
        Assert.Equal(1, requests.Average(r => r.PromptTokens) / prompt, 0.02);
        Assert.Equal(1, requests.Average(r => r.OutputTokens) / output, 0.02);
    }

    [Fact]
    public void Quantile_PercentileLengths_IsMonotoneAndMeetsTheKnots()
    {
        var lengths = new PercentileLengths(306, 74, 348, 1484, 3388);
        double[] values = [.. Enumerable.Range(0, 1001).Select(i => lengths.Quantile(i / 1000.0))];
        Assert.Equal(values.Order(), values);
        Assert.Equal(74, lengths.Quantile(0.5), 0.01);
        Assert.Equal(3388, lengths.Quantile(0.99), 0.01);
        Assert.Equal(306, lengths.ExactMean, 3.0);
    }

    /// <summary>Half of the lengths lie evenly below the median, instead of crowding at a few tokens.</summary>
    [Theory]
    [InlineData(true, 0, 0.03)]
    [InlineData(false, 0.05, 0.2)]
    public void Quantile_Interpolation_DecidesHowManyAreShort(bool linear, double atLeast, double atMost)
    {
        var lengths = new PercentileLengths(271, 243, 434, 669, 964, linear ? Interpolation.Linear : Interpolation.Logarithmic);
        double part = Enumerable.Range(0, 1000).Count(i => lengths.Quantile(i / 1000.0) < 5) / 1000.0;
        Assert.InRange(part, atLeast, atMost);
        Assert.Equal(271, lengths.ExactMean, 2.0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Create_Gaps_HaveTheRateAndTheVariation(double cv)
    {
        IReadOnlyList<ServingRequest> requests = Workload.Create("s-s", new WorkloadOptions { Requests = 200_000, Rate = 5, Cv = cv }).Value;
        double[] gaps = [.. requests.Zip(requests.Skip(1), (a, b) => b.ArrivalSeconds - a.ArrivalSeconds)];
        double mean = gaps.Average();
        Assert.Equal(0.2, mean, 0.01);
        Assert.Equal(cv, Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean, cv * 0.06);
    }

    [Fact]
    public void Create_Sessions_LaterPromptsHoldTheTurnsBefore()
    {
        IReadOnlyList<ServingRequest> requests = Workload.Create("s-s", new WorkloadOptions { Requests = 5000, TurnsPerSession = 4 }).Value;
        IGrouping<int, ServingRequest>[] sessions = [.. requests.GroupBy(r => r.Session)];
        Assert.InRange(5000.0 / sessions.Length, 2, 5);
        Assert.All(sessions, s => Assert.All(s.Zip(s.Skip(1)), p => Assert.True(p.Second.PromptTokens > p.First.PromptTokens + p.First.OutputTokens)));
    }

    [Fact]
    public void Read_AzuresTrace_HasItsRequestsAndScalesToTheRate()
    {
        string? data = SharedData.Find("serving/AzureLLMInferenceTrace_code.csv");
        if (data is null)
            Assert.Skip("shared/data/serving is not beside this checkout");
        IReadOnlyList<ServingRequest> requests = CsvTrace.Read(data, 10).Value;
        Assert.Equal(8819, requests.Count);
        Assert.Equal(4808, requests[0].PromptTokens);
        Assert.Equal(0, requests[0].ArrivalSeconds);
        Assert.Equal(881.9, requests[^1].ArrivalSeconds, 0.1);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "line 1")]
    [InlineData("arrivalSeconds,promptTokens,outputTokens\n0,12,0\n", "line 2")]
    [InlineData("arrivalSeconds,promptTokens,outputTokens\n", "empty")]
    public void Read_Malformed_SaysWhere(string text, string expected)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        Assert.Contains(expected, CsvTrace.Read(path).Fault!.ToString(), StringComparison.Ordinal);
        File.Delete(path);
    }

    private static double[] Prompts(string name) =>
        [.. Workload.Create(name, new WorkloadOptions()).Value.Select(r => (double)r.PromptTokens)];
}
