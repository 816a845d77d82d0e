using Restow.Core;

namespace Restow.Serving.Workloads;

/// <summary>What to draw.</summary>
public sealed record WorkloadOptions
{
    /// <summary>Requests.</summary>
    public int Requests { get; init; } = 10_000;

    /// <summary>Requests a second.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Coefficient of variation of the gaps: 1 is Poisson, more is bursty (Gamma).</summary>
    public double Cv { get; init; } = 1;

    /// <summary>The artifact's seed by default.</summary>
    public uint Seed { get; init; } = 0xCADE;

    /// <summary>The part of the requests that has high priority, both to schedule and to execute.</summary>
    public double HighPart { get; init; }

    /// <summary>Mean turns of a session, geometrically distributed; 1 for requests without sessions.</summary>
    public double TurnsPerSession { get; init; } = 1;
}

/// <summary>The paper's traces by name.</summary>
public static class Workload
{
    /// <summary>Three years, in seconds: beyond any workload, and what clocks still count exactly.</summary>
    internal const double LongestSeconds = 1e8;

    private static readonly Dictionary<string, (ILengths Prompts, ILengths Outputs)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sharegpt"] = (new PercentileLengths(306, 74, 348, 1484, 3388), new PercentileLengths(500, 487, 781, 988, 1234)),
        ["burstgpt"] = (new PercentileLengths(830, 582, 1427, 2345, 3549), new PercentileLengths(271, 243, 434, 669, 964)),
        ["s-s"] = (new PowerLawLengths(128), new PowerLawLengths(128)),
        ["m-m"] = (new PowerLawLengths(256), new PowerLawLengths(256)),
        ["l-l"] = (new PowerLawLengths(512), new PowerLawLengths(512)),
        ["s-l"] = (new PowerLawLengths(128), new PowerLawLengths(512)),
        ["l-s"] = (new PowerLawLengths(512), new PowerLawLengths(128)),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Draws a trace: all prompts, then all outputs, then the gaps, from one stream, as the artifact does.</summary>
    public static Result<IReadOnlyList<ServingRequest>> Create(string name, WorkloadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Known.TryGetValue(name, out (ILengths Prompts, ILengths Outputs) lengths))
            return new Fault("--trace", name, "there is no such workload", $"choose from {string.Join(", ", Known.Keys)}, or give a CSV file");
        if (options.Requests / options.Rate > LongestSeconds)
            return new Fault("--rate", "", "the workload would last more than three years", "give more requests a second, or fewer --requests");
        var twister = new MersenneTwister(options.Seed);
        int[] prompts = lengths.Prompts.Draw(options.Requests, twister.NextDouble);
        int[] outputs = lengths.Outputs.Draw(options.Requests, twister.NextDouble);
        var gaps = new GammaGaps(options.Rate, options.Cv, twister.NextDouble);
        var requests = new ServingRequest[options.Requests];
        double now = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = new ServingRequest(i, now, prompts[i], outputs[i]);
            now += gaps.Next();
        }

        var extras = new SeededRandom(options.Seed);
        if (options.HighPart > 0)
            Prioritise(requests, options.HighPart, extras);
        return options.TurnsPerSession > 1 ? Sessions.Join(requests, options.TurnsPerSession, extras) : requests;
    }

    private static void Prioritise(ServingRequest[] requests, double part, SeededRandom random)
    {
        for (int i = 0; i < requests.Length; i++)
        {
            if (random.NextDouble() < part)
                requests[i] = requests[i] with { SchedulingPriority = RequestPriority.High, ExecutionPriority = RequestPriority.High };
        }
    }
}
