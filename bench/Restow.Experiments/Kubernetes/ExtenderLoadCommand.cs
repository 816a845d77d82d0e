using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Experiments.Kubernetes;

/// <summary><c>kubernetes extender</c>: calls over loopback, one after the other as a scheduler makes them.</summary>
internal static class ExtenderLoadCommand
{
    // The scheduler is another process: its memory shall not burden the extender's.
    private static readonly byte[] Scratch = new byte[1 << 16];

    public static Command Create()
    {
        Option<int> calls = new("--calls") { Description = "Calls of each kind.", DefaultValueFactory = _ => 5000 };
        Option<int> nodes = new("--nodes") { Description = "Nodes that are offered.", DefaultValueFactory = _ => 1000 };
        Option<int> reserved = new("--reserved") { Description = "Nodes that hold a reservation.", DefaultValueFactory = _ => 100 };
        var command = new Command("extender", "Time of the scheduler's calls: median and 99th percentile in milliseconds.") { calls, nodes, reserved };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(calls), result.GetValue(nodes), result.GetValue(reserved), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int calls, int nodes, int reserved, CancellationToken cancellation)
    {
        var traffic = new ExtenderTraffic(nodes);
        var ledger = new ReservationLedger(TimeProvider.System);
        for (int node = 0; node < reserved; node++)
            ledger.Reserve(new Reservation("plan-1", new ReplicaKey($"planned-{node % 10}", ExtenderTraffic.Hash), "default", ExtenderTraffic.Node(node), 2, new Resources { ["cpu"] = 500 }, DateTimeOffset.MaxValue));
        using var metrics = new ExtenderMetrics(ledger);
        await using WebApplication application = RestowListener.Create(new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0) }, TimeProvider.System).Value;
        application.MapExtender(new SchedulerExtender(ledger, traffic), new ExtenderHeartbeat(TimeProvider.System), metrics);
        await application.StartAsync(cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };

        (string Name, string Verb, byte[] Body)[] kinds =
        [
            ("filter, other pod", "filter", traffic.ByName("other")),
            ("filter, planned pod", "filter", traffic.ByName("planned-3")),
            ("prioritize", "prioritize", traffic.ByName("other")),
            ("preempt, 100 candidates", "preempt", traffic.Preemption("other", Math.Min(100, nodes))),
            ("filter, whole nodes", "filter", traffic.Whole("other")),
        ];
        await Console.Out.WriteLineAsync($"| call, {nodes} nodes, {reserved} reserved | KiB | first | median | p99 | most |\n|---|---|---|---|---|---|");
        foreach ((string name, string verb, byte[] body) in kinds)
        {
            int count = body.Length > 1 << 20 ? calls / 20 : calls;
            double first = await Time(client, verb, body, cancellation);
            for (int i = 0; i < count / 5; i++)
                await Time(client, verb, body, cancellation);
            double[] times = new double[count];
            for (int i = 0; i < count; i++)
                times[i] = await Time(client, verb, body, cancellation);
            Array.Sort(times);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {body.Length / 1024} | {first:F1} | {times[count / 2]:F2} | {times[count * 99 / 100]:F2} | {times[^1]:F2} |"));
        }

        return 0;
    }

    private static async Task<double> Time(HttpClient client, string verb, byte[] body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(verb, UriKind.Relative)) { Content = content }, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await using Stream answer = await response.Content.ReadAsStreamAsync(cancellation);
        while (await answer.ReadAsync(Scratch, cancellation) > 0)
        {
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
