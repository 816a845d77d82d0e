using System.Globalization;
using Restow.Core;

namespace Restow.Serving.Workloads;

/// <summary>
/// Traces in CSV, told apart by their header: Azure's (<c>TIMESTAMP,ContextTokens,GeneratedTokens</c>) and our own
/// (<c>arrivalSeconds,promptTokens,outputTokens[,priority][,session]</c>; priority is <c>normal</c> or <c>high</c>).
/// </summary>
public static class CsvTrace
{
    // Beyond any context; sums of thousands of them still fit a number.
    private const int MostTokens = 10_000_000;

    /// <summary>Reads a trace. Requests come out in order of arrival, the first one at 0.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rate">Scales the gaps so that the mean rate is this many requests a second; 0 keeps them.</param>
    public static Result<IReadOnlyList<ServingRequest>> Read(string path, double rate = 0)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }

        string[] header = lines.Length == 0 ? [] : [.. lines[0].Split(',').Select(static c => c.Trim().ToUpperInvariant())];
        int time = Column(header, "TIMESTAMP", "ARRIVALSECONDS");
        int prompt = Column(header, "CONTEXTTOKENS", "PROMPTTOKENS");
        int output = Column(header, "GENERATEDTOKENS", "OUTPUTTOKENS");
        if (time < 0 || prompt < 0 || output < 0)
            return new Fault(path, "line 1", "the header has neither Azure's columns nor ours", "begin with arrivalSeconds,promptTokens,outputTokens");
        int priority = Column(header, "PRIORITY");
        int session = Column(header, "SESSION");

        var requests = new List<ServingRequest>(lines.Length);
        for (int i = 1; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            string[] cells = lines[i].Split(',');
            if (cells.Length < header.Length || !TryTime(cells[time], out double at) || !TryTokens(cells[prompt], out int prompts) || !TryTokens(cells[output], out int outputs))
                return new Fault(path, $"line {i + 1}", $"not a time and two token counts from 1 to {MostTokens}", "correct the line");
            if (!TryPriority(priority < 0 ? "" : cells[priority], out RequestPriority level))
                return new Fault(path, $"line {i + 1}", $"the priority '{cells[priority].Trim()}' is not known", "use normal or high");
            int turn = -1;
            if (session >= 0 && cells[session].Trim().Length > 0 && !(int.TryParse(cells[session], CultureInfo.InvariantCulture, out turn) && turn >= 0))
                return new Fault(path, $"line {i + 1}", $"the session '{cells[session].Trim()}' is not a number", "number the sessions from 0, or leave the cell empty");
            requests.Add(new ServingRequest(i - 1, at, prompts, outputs) { SchedulingPriority = level, ExecutionPriority = level, Session = turn });
        }

        return requests.Count == 0
            ? new Fault(path, "", "the trace is empty", "give at least one request")
            : InOrder(path, requests, rate);
    }

    private static Result<IReadOnlyList<ServingRequest>> InOrder(string path, List<ServingRequest> requests, double rate)
    {
        ServingRequest[] ordered = [.. requests.OrderBy(static r => r.ArrivalSeconds)];
        double start = ordered[0].ArrivalSeconds;
        double span = ordered[^1].ArrivalSeconds - start;
        double scale = rate > 0 && span > 0 ? ordered.Length / rate / span : 1;
        if (!(span * scale <= Workload.LongestSeconds))
            return new Fault(path, "", "the trace lasts more than three years", "correct the times, or give a higher --rate");
        return (ServingRequest[])[.. ordered.Select((r, i) => r with { Id = i, ArrivalSeconds = (r.ArrivalSeconds - start) * scale })];
    }

    private static int Column(string[] header, params string[] names) => Array.FindIndex(header, names.Contains);

    private static bool TryTokens(string text, out int tokens) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out tokens) && tokens is >= 1 and <= MostTokens;

    private static bool TryPriority(string text, out RequestPriority priority)
    {
        priority = text.Trim().Equals("high", StringComparison.OrdinalIgnoreCase) ? RequestPriority.High : RequestPriority.Normal;
        return priority == RequestPriority.High || text.Trim() is "" || text.Trim().Equals("normal", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryTime(string text, out double seconds)
    {
        if (double.TryParse(text, CultureInfo.InvariantCulture, out seconds))
            return double.IsFinite(seconds);
        bool isDate = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date);
        seconds = isDate ? (date - DateTime.UnixEpoch).TotalSeconds : 0;
        return isDate;
    }
}
