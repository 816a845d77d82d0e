using System.Text;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Tests.Extending;

public class ExtenderMetricsTests
{
    [Fact]
    public async Task Calls_AreCountedByVerbAndOutcome()
    {
        await using ExtenderServer server = await ExtenderServer.StartAsync();
        using var exporter = new PrometheusExporter(server.MeterName);
        server.Reserve("rs-1", "n1", count: 3);
        await server.Answer("filter", Calls.ByName(Calls.Pod("p1"), "n1"));
        await server.Post("preempt", Encoding.UTF8.GetBytes("{"));

        // The answer is on its way before its call is counted.
        string text = "";
        await Patience.UntilAsync("the calls are counted", () => (text = exporter.Scrape()).Contains("malformed", StringComparison.Ordinal) && text.Contains("answered", StringComparison.Ordinal));

        Assert.Contains("restow_extender_calls_total{outcome=\"answered\",verb=\"filter\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_extender_calls_total{outcome=\"malformed\",verb=\"preempt\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_extender_duration_seconds_count{verb=\"filter\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("restow_reserved_places 3\n", text, StringComparison.Ordinal);
    }
}
