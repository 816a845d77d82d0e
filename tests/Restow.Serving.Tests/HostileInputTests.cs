using System.Globalization;
using CsCheck;
using Restow.Core;
using Restow.Serving.Workloads;

namespace Restow.Serving.Tests;

/// <summary>Files as they should not be: a fault in one line that names the file, never an exception, and nothing absurd gets through.</summary>
public class HostileInputTests
{
    private static readonly string[] Cells =
        ["0", "1", "-1", "12", "1.5", "1e308", "NaN", "Infinity", "2147483647", "99999999999", "", " ", "\"3\"", "high", "normal", "urgent", "2023-11-16 18:17:03.9799600", "prefill", "decode", "copy", "\0", "ü"];

    private static readonly string[] Headers =
        ["arrivalSeconds,promptTokens,outputTokens", "arrivalSeconds,promptTokens,outputTokens,priority,session", "TIMESTAMP,ContextTokens,GeneratedTokens", "kind,tokens,sequences,kvTokens,milliseconds", "", "\ufeffarrivalSeconds,promptTokens,outputTokens"];

    private static readonly Gen<string> Csv =
        from header in One(Headers)
        from rows in One(Cells).Array[0, 6].Select(cells => string.Join(',', cells)).Array[0, 8]
        from end in One("\n", "\r\n", "")
        select header + "\n" + string.Join("\n", rows) + end;

    private static readonly Gen<string> Json =
        from names in One("prefillFixed", "prefillPerToken", "decodeFixed", "decodePerSequence", "handshake", "copySlowdown", "name", "nameless").Array[0, 6]
        from values in One("1", "0", "-1", "1e308", "1e999", "null", "\"x\"", "NaN", "[]", "{}").Array[6]
        from close in One("}", "", "}}")
        select "{" + string.Join(',', names.Select((n, i) => $"\"{n}\": {values[i]}")) + close;

    [Fact]
    public void Read_AnyText_IsATraceWithinItsLimitsOrAFault() => Csv.Sample(text => Holds(text, path =>
    {
        if (!CsvTrace.Read(path, 2).TryGet(out IReadOnlyList<ServingRequest>? trace, out Fault? fault))
            return fault;
        Assert.All(trace, r => Assert.True(r.PromptTokens is > 0 and <= 10_000_000 && r.OutputTokens is > 0 and <= 10_000_000 && r.ArrivalSeconds is >= 0 and <= 1e8 && r.Session >= -1));
        Assert.Equal(trace.Count, ServingSimulator.Run(new SimulationOptions { Instances = 2, FragmentationSampleSeconds = 0 }, trace).Value.Outcomes.Values.Sum());
        return null;
    }), iter: 500);

    [Fact]
    public void FromCsv_AnyText_IsAModelThatLoadsOrAFault() => Csv.Sample(text => Holds(text, path =>
    {
        if (!LatencyFit.FromCsv(path).TryGet(out LatencyModel? model, out Fault? fault))
            return fault;
        File.WriteAllText(path, model.ToJson());
        return LatencyModel.Load(path).Fault;
    }), iter: 500);

    [Fact]
    public void Load_AnyText_IsAModelWhoseStepsTakeTimeOrAFault() => Json.Sample(text => Holds(text, path =>
    {
        if (!LatencyModel.Load(path).TryGet(out LatencyModel? model, out Fault? fault))
            return fault;
        Assert.True(model.PrefillAlone(1) > 0 && double.IsFinite(model.PrefillAlone(100_000)));
        return null;
    }), iter: 1000);

    [Theory]
    [InlineData("0,10,5,urgent,1", "line 2: the priority 'urgent'")]
    [InlineData("0,10,5,high,first", "line 2: the session 'first'")]
    [InlineData("0,2147483647,5,,", "line 2: not a time and two token counts from 1 to 10000000")]
    [InlineData("0,10,5,,\n1e9,10,5,,", "more than three years")]
    public void Read_Unbelievable_SaysWhichLineAndWhat(string rows, string expected) => Holds($"{Headers[1]}\n{rows}\n", path =>
    {
        Fault fault = CsvTrace.Read(path).Fault!;
        Assert.Contains(expected, fault.ToString(), StringComparison.Ordinal);
        return fault;
    });

    [Fact]
    public void Load_NegativeCoefficient_NamesIt() => Holds("{\"decodeFixed\": 35, \"prefillPerToken\": 0.2, \"decodePerSequence\": -1}", path =>
    {
        Fault fault = LatencyModel.Load(path).Fault!;
        Assert.Contains("decodePerSequence: -1 is not from 0", fault.ToString(), StringComparison.Ordinal);
        return fault;
    });

    [Fact]
    public void FromCsv_NoiseBelowZero_LeavesTheCoefficientAtZero()
    {
        // Decode steps that grow faster than their batch: a straight line through them has a negative constant.
        var csv = new StringWriter(CultureInfo.InvariantCulture);
        csv.WriteLine("kind,tokens,sequences,kvTokens,milliseconds");
        foreach (int n in new[] { 100, 200, 400, 800 })
            csv.WriteLine($"prefill,{n},1,0,{(0.2 * n) - 10}\ndecode,0,{n / 100},{n * n / 100},{30 + (n / 100)}");
        Holds(csv.ToString(), path =>
        {
            LatencyModel fitted = LatencyFit.FromCsv(path).Value;
            Assert.Equal(0, fitted.PrefillFixed);
            Assert.True(fitted.PrefillPerToken > 0 && fitted.PrefillPerTokenSquared >= 0);
            return null;
        });
    }

    private static Gen<string> One(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Holds(string text, Func<string, Fault?> read)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            if (read(path) is { } fault)
            {
                Assert.StartsWith(path, fault.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain('\n', fault.ToString());
                Assert.NotEqual("", fault.Remedy);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
