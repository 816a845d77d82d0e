using System.Globalization;
using System.Text;
using System.Text.Json;
using Restow.Serving.Engine;

namespace Restow.Serving.Simulation;

/// <summary>Steps, migrations and requests in Chrome's trace format (chrome://tracing, Perfetto): one process an instance, microseconds.</summary>
public sealed class Timeline
{
    private readonly List<string> events = [];

    /// <summary>Events so far.</summary>
    public int Count => events.Count;

    internal void Step(int instance, long from, long to, LocalScheduler scheduler) => Add(
        scheduler.LastStepPrefills > 0 ? "prefill" : "decode", instance, 0, from, to,
        $"\"batch\":{scheduler.Running.Count},\"waiting\":{scheduler.Waiting.Count},\"freeBlocks\":{scheduler.Pool.Free}");

    internal void Migrated(int from, Sequence sequence, long startedAt, long detachedAt, long now)
    {
        Add($"migrate {sequence.Request.Id}", from, 1, startedAt, now, $"\"to\":{sequence.Instance},\"downtimeMs\":{Number((now - detachedAt) / 1e6)}");
        Add($"downtime {sequence.Request.Id}", from, 1, detachedAt, now, "");
    }

    internal void Ended(int instance, Sequence sequence, long now) => Add(
        $"request {sequence.Request.Id}", instance, 2, sequence.ArrivedAt, now,
        $"\"outcome\":\"{sequence.Outcome}\",\"prompt\":{sequence.Request.PromptTokens},\"generated\":{sequence.Generated},\"preemptions\":{sequence.Preemptions},\"migrations\":{sequence.Migrations}");

    /// <summary>Writes the document; the stream stays open.</summary>
    public void Write(Stream stream)
    {
        using var file = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        file.Write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
        for (int i = 0; i < events.Count; i++)
            file.Write(i + 1 < events.Count ? $"{events[i]},\n" : $"{events[i]}\n");
        file.Write("]}\n");
    }

    private void Add(string name, int process, int thread, long from, long to, string arguments) => events.Add(
        $"{{\"name\":\"{JsonEncodedText.Encode(name)}\",\"ph\":\"X\",\"pid\":{process},\"tid\":{thread},\"ts\":{Number(from / 1e3)},\"dur\":{Number((to - from) / 1e3)},\"args\":{{{arguments}}}}}");

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
