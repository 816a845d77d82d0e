using System.Globalization;

namespace Restow.Serving.Tests;

public class LatencyTests
{
    [Fact]
    public void Load_OfToJson_IsTheSameModel()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, LatencyModel.Corrected.ToJson());
        Assert.Equal(LatencyModel.Corrected, LatencyModel.Load(path).Value);
        File.Delete(path);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"decodeFixd\": 3}")]
    public void Load_Malformed_IsAFault(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        Assert.False(LatencyModel.Load(path).IsSuccess);
        File.Delete(path);
    }

    [Fact]
    public void FromCsv_MeasurementsOfAModel_FindsItsCoefficients()
    {
        LatencyModel truth = LatencyModel.Published;
        var csv = new StringWriter(CultureInfo.InvariantCulture);
        csv.WriteLine("kind,tokens,sequences,kvTokens,milliseconds");
        foreach (int n in new[] { 16, 128, 512, 2048, 8192 })
            csv.WriteLine($"prefill,{n},1,0,{truth.PrefillAlone(n)}");
        foreach ((int b, int t) in new[] { (1, 500), (8, 4000), (8, 9000), (32, 4000), (64, 12000) })
            csv.WriteLine($"decode,0,{b},{t},{truth.DecodeFixed + (truth.DecodePerSequence * b) + (truth.DecodePerKvToken * t)}");
        string path = Path.GetTempFileName();
        File.WriteAllText(path, csv.ToString());
        LatencyModel fitted = LatencyFit.FromCsv(path).Value;
        Assert.Equal(truth.PrefillPerToken, fitted.PrefillPerToken, 1e-4);
        Assert.Equal(truth.PrefillPerTokenSquared, fitted.PrefillPerTokenSquared, 1e-7);
        Assert.Equal(truth.DecodePerSequence, fitted.DecodePerSequence, 1e-4);
        Assert.Equal(truth.DecodePerKvToken, fitted.DecodePerKvToken, 1e-6);
        File.Delete(path);
    }
}
