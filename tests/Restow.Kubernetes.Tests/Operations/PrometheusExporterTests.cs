using System.Diagnostics.Metrics;
using CsCheck;
using Restow.Core;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Tests.Operations;

public class PrometheusExporterTests
{
    [Fact]
    public void Scrape_Counter_HasItsTotalAndLabels()
    {
        using var metrics = new KubernetesMetrics();
        using var exporter = new PrometheusExporter(metrics.Meter);
        metrics.EvictionRefused("budget");
        metrics.EvictionRefused("budget");
        metrics.EvictionRefused("other");
        string text = exporter.Scrape();
        Assert.Contains("# TYPE restow_evictions_refused_total counter\nrestow_evictions_refused_total{reason=\"budget\"} 2\nrestow_evictions_refused_total{reason=\"other\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_Histogram_CumulatesItsBuckets()
    {
        using var metrics = new KubernetesMetrics();
        using var exporter = new PrometheusExporter(metrics.Meter);
        metrics.Planned(CertificateKind.Optimal, TimeSpan.FromSeconds(0.3));
        metrics.Planned(CertificateKind.WithinGap, TimeSpan.FromSeconds(100));
        string text = exporter.Scrape();
        Assert.Contains("restow_solve_seconds_bucket{le=\"0.25\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_solve_seconds_bucket{le=\"0.5\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_solve_seconds_bucket{le=\"+Inf\"} 2\nrestow_solve_seconds_sum 100.3\nrestow_solve_seconds_count 2\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_plans_total{certificate=\"optimal\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_plans_total{certificate=\"within_gap\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_GaugeWhoseReasonIsGone_ShowsItNoMore()
    {
        using var metrics = new KubernetesMetrics();
        using var exporter = new PrometheusExporter(metrics.Meter);
        metrics.SetPending(new Dictionary<string, int> { ["cpu"] = 4, ["taint"] = 1 });
        Assert.Contains("restow_pending_pods{reason=\"taint\"} 1\n", exporter.Scrape(), StringComparison.Ordinal);
        metrics.SetPending(new Dictionary<string, int> { ["cpu"] = 3 });
        string text = exporter.Scrape();
        Assert.Contains("restow_pending_pods{reason=\"cpu\"} 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("taint", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_AnotherMeterOfTheSameName_IsNotMixedIn()
    {
        using var metrics = new KubernetesMetrics();
        using var other = new KubernetesMetrics();
        using var exporter = new PrometheusExporter(metrics.Meter);
        other.Moved("landed");
        Assert.DoesNotContain("landed", exporter.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_AnyLabelValue_StaysOnItsLineAndUnescapesToIt() =>
        Gen.String.Sample(value =>
        {
            using var meter = new Meter("test");
            using var exporter = new PrometheusExporter(meter);
            meter.CreateCounter<long>("hits").Add(1, new KeyValuePair<string, object?>("who", value));
            string[] lines = exporter.Scrape().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, lines.Length);
            string quoted = lines[2]["hits_total{who=\"".Length..^"\"} 1".Length];
            Assert.Equal(value, Unescape(quoted));
        });

    private static string Unescape(string quoted)
    {
        var text = new System.Text.StringBuilder();
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
