using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Cache;

namespace Restow.Experiments.Kubernetes;

/// <summary>What the live cache costs: first list, putting the model together, CPU under events and in silence, memory.</summary>
internal static class CacheCommand
{
    private static readonly Option<int> Nodes = new("--nodes") { DefaultValueFactory = _ => 1000 };
    private static readonly Option<int> Pods = new("--pods") { DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> Events = new("--events") { Description = "Pod events a second.", DefaultValueFactory = _ => 500 };
    private static readonly Option<int> Seconds = new("--seconds") { DefaultValueFactory = _ => 20 };

    public static Command Create()
    {
        var command = new Command("cache", "The live cache under pod events.") { Nodes, Pods, Events, Seconds };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(Nodes), parsed.GetValue(Pods), parsed.GetValue(Events), parsed.GetValue(Seconds), cancellation));
        return command;
    }

    private static async Task RunAsync(int nodes, int pods, int events, int seconds, CancellationToken cancellation)
    {
        var cluster = new EventfulCluster(nodes, pods);
        var cache = new ClusterCache(cluster.Address, "default-scheduler");
        var synced = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long start = Stopwatch.GetTimestamp();
        Task running = cache.RunAsync(cluster, new ApiVersions("policy/v1", "policy/v1"), synced, new Signal(), TimeProvider.System, NullLogger.Instance, stop.Token);
        await synced.Task;
        Console.WriteLine($"first list,{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0},ms (with making the objects)");
        Console.WriteLine($"model, first time,{Assemble(cache):0.0},ms");
        Console.WriteLine($"model, nothing changed,{Assemble(cache):0.0},ms");
        await MeasureAsync("silence", cluster, 0, seconds, cancellation);
        await MeasureAsync("events", cluster, events, seconds, cancellation);
        Console.WriteLine($"model, after events,{Assemble(cache):0.0},ms");
        await MeasureAsync("as fast as it goes", cluster, 1_000_000, Math.Min(seconds, 5), cancellation);
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"memory,{self.PeakWorkingSet64 >> 20},MiB peak working set");
        Console.WriteLine($"memory,{GC.GetTotalMemory(true) >> 20},MiB live");
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static double Assemble(ClusterCache cache)
    {
        long start = Stopwatch.GetTimestamp();
        _ = cache.Assemble().Value;
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task MeasureAsync(string name, EventfulCluster cluster, int rate, int seconds, CancellationToken cancellation)
    {
        using var self = Process.GetCurrentProcess();
        cluster.Rate = rate;
        (TimeSpan cpu, int sent, long start) = (self.TotalProcessorTime, cluster.Sent, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation);
        self.Refresh();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{name},{(self.TotalProcessorTime - cpu).TotalSeconds / wall * 100:0.0},% of a core (with making the events) at {(cluster.Sent - sent) / wall:0} events/s");
    }
}
