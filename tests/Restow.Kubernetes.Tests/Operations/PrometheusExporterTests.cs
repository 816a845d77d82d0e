using System.Diagnostics.Metrics;
using System.Text;
using CsCheck;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Tests.Operations;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter meter = new($"test-{Guid.NewGuid():N}");
    private readonly PrometheusExporter exporter;

    public PrometheusExporterTests() => exporter = new PrometheusExporter(meter.Name);

    public void Dispose()
    {
        exporter.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Scrape_Counter_HasItsTotalsByLabel()
    {
        Counter<long> refused = meter.CreateCounter<long>("restow.refused", description: "Evictions refused.");
        refused.Add(1, Tag("reason", "budget"));
        refused.Add(2, Tag("reason", "budget"));
        refused.Add(1, Tag("reason", "other"));
        Assert.Equal(
            "# HELP restow_refused_total Evictions refused.\n# TYPE restow_refused_total counter\nrestow_refused_total{reason=\"budget\"} 3\nrestow_refused_total{reason=\"other\"} 1\n",
            exporter.Scrape());
    }

    [Fact]
    public void Scrape_LabelsInAnyOrder_AreOneSeries()
    {
        Counter<int> moves = meter.CreateCounter<int>("moves");
        moves.Add(1, Tag("kind", "move"), Tag("outcome", "landed"));
        moves.Add(1, Tag("outcome", "landed"), Tag("kind", "move"));
        Assert.Contains("moves_total{kind=\"move\",outcome=\"landed\"} 2\n", exporter.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_Histogram_CumulatesItsBuckets()
    {
        Histogram<double> solve = meter.CreateHistogram("solve", "s", "Search.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 0.5] });
        solve.Record(0.3);
        solve.Record(0.5);
        solve.Record(100);
        Assert.EndsWith(
            "solve_seconds_bucket{le=\"0.25\"} 0\nsolve_seconds_bucket{le=\"0.5\"} 2\nsolve_seconds_bucket{le=\"+Inf\"} 3\nsolve_seconds_sum 100.8\nsolve_seconds_count 3\n",
            exporter.Scrape(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_HistogramWithoutAdvice_HasTheMetersDefaultBuckets()
    {
        meter.CreateHistogram<double>("solve.duration", "s").Record(0.3);
        string text = exporter.Scrape();
        Assert.Contains("solve_duration_seconds_bucket{le=\"0.25\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("solve_duration_seconds_bucket{le=\"0.5\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_GaugeSeriesThatIsGone_IsShownNoMore()
    {
        var pending = new Dictionary<string, int> { ["cpu"] = 4, ["taint"] = 1 };
        meter.CreateObservableGauge("pending", () => pending.Select(p => new Measurement<int>(p.Value, Tag("reason", p.Key))));
        Assert.Contains("pending{reason=\"taint\"} 1\n", exporter.Scrape(), StringComparison.Ordinal);
        pending.Remove("taint");
        string text = exporter.Scrape();
        Assert.Contains("pending{reason=\"cpu\"} 4\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("taint", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_AnotherMeter_IsNotMixedIn()
    {
        using var other = new Meter(meter.Name + "-other");
        other.CreateCounter<long>("hits").Add(1);
        Assert.Empty(exporter.Scrape());
    }

    [Fact]
    public void Scrape_AnyLabelValue_StaysOnItsLineAndUnescapesToIt() =>
        Gen.String.Sample(value =>
        {
            using var own = new Meter($"test-{Guid.NewGuid():N}");
            using var ofOwn = new PrometheusExporter(own.Name);
            own.CreateCounter<long>("hits").Add(1, Tag("who", value));
            string[] lines = ofOwn.Scrape().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, lines.Length);
            Assert.Equal(value, Unescape(lines[2]["hits_total{who=\"".Length..^"\"} 1".Length]));
        });

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string Unescape(string quoted)
    {
        var text = new StringBuilder();
        for (int i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != '\\')
                text.Append(quoted[i]);
            else
                text.Append(quoted[++i] == 'n' ? '\n' : quoted[i]);
        }

        return text.ToString();
    }
}
