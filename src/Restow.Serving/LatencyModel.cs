using System.Text.Json;
using System.Text.Json.Serialization;
using Restow.Core;
using Restow.Serving.Engine;

namespace Restow.Serving;

/// <summary>
/// What a step and a migration take, in milliseconds: a prefill is linear in the prompts' tokens with a quadratic part
/// for attention, a decode step is linear in the batch and in the cache that it reads, a copy is linear in blocks.
/// </summary>
public sealed record LatencyModel
{
    /// <summary>Its name in reports.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>A prefill step's fixed part.</summary>
    public double PrefillFixed { get; init; }

    /// <summary>For each prompt token.</summary>
    public double PrefillPerToken { get; init; }

    /// <summary>For the square of a prompt's tokens.</summary>
    public double PrefillPerTokenSquared { get; init; }

    /// <summary>A decode step's fixed part.</summary>
    public double DecodeFixed { get; init; }

    /// <summary>For each request in the batch.</summary>
    public double DecodePerSequence { get; init; }

    /// <summary>For each token of cache.</summary>
    public double DecodePerKvToken { get; init; }

    /// <summary>Added to the reported time to the first token: the way to and from the engine, which loads no instance.</summary>
    public double ReportedPrefillExtra { get; init; }

    /// <summary>A migration stage's copy, fixed part, while decoding goes on.</summary>
    public double CopyFixed { get; init; } = 13;

    /// <summary>The last stage's copy, fixed part.</summary>
    public double LastCopyFixed { get; init; } = 9;

    /// <summary>For each block copied.</summary>
    public double CopyPerBlock { get; init; } = 3.376;

    /// <summary>One message between two instances.</summary>
    public double Handshake { get; init; } = 1;

    /// <summary>Steps of an instance that copies take this much longer, as a part of one.</summary>
    public double CopySlowdown { get; init; } = 0.01;

    /// <summary>LLaMA-7B on an A10, fitted to the paper's plots of single steps. Too fast for the paper's serving rates.</summary>
    public static LatencyModel Published { get; } = new()
    {
        Name = "published",
        PrefillFixed = 5.6,
        PrefillPerToken = 0.2028,
        PrefillPerTokenSquared = 5.09e-6,
        DecodeFixed = 30,
        DecodePerSequence = 0.286,
        DecodePerKvToken = 1.54e-3,
    };

    /// <summary>The same with one global correction against the paper's serving results: calibrated, not predicted.</summary>
    public static LatencyModel Corrected { get; } = Published with
    {
        Name = "corrected",
        PrefillPerToken = 0.25,
        DecodeFixed = 35,
        DecodePerSequence = 0.80,
        ReportedPrefillExtra = 40,
    };

    /// <summary>Milliseconds of a step.</summary>
    public double Step(StepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        double time = plan.Decodes.Count > 0
            ? DecodeFixed + (DecodePerSequence * plan.Decodes.Count) + (DecodePerKvToken * plan.DecodeKvTokens)
            : PrefillFixed;
        foreach (PrefillWork work in plan.Prompts)
            time += Prompt(work.From, work.To);
        return time;
    }

    /// <summary>Milliseconds of a prefill step with one prompt and nothing else.</summary>
    public double PrefillAlone(int tokens) => PrefillFixed + Prompt(0, tokens);

    /// <summary>Reads a model from JSON: this record's properties in camelCase.</summary>
    public static Result<LatencyModel> Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            LatencyModel? model = JsonSerializer.Deserialize(file, LatencyModelJson.Default.LatencyModel);
            return model is null
                ? new Fault(path, "", "there is no object", "give a JSON object with the latency model's coefficients")
                : model.Check(path) is { } fault ? fault : model;
        }
        catch (JsonException e)
        {
            return new Fault(path, "", $"it is not valid JSON: {e.Message.TrimEnd('.')}", "give a JSON file with the latency model's coefficients");
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }
    }

    /// <summary>The model as JSON, as <see cref="Load"/> reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LatencyModelJson.Default.LatencyModel);

    /// <summary>What is wrong with the coefficients, <c>null</c> for nothing: each from 0 to a million, and steps that take time.</summary>
    internal Fault? Check(string source)
    {
        (string Name, double Value)[] all =
        [
            ("prefillFixed", PrefillFixed), ("prefillPerToken", PrefillPerToken), ("prefillPerTokenSquared", PrefillPerTokenSquared), ("decodeFixed", DecodeFixed),
            ("decodePerSequence", DecodePerSequence), ("decodePerKvToken", DecodePerKvToken), ("reportedPrefillExtra", ReportedPrefillExtra), ("copyFixed", CopyFixed),
            ("lastCopyFixed", LastCopyFixed), ("copyPerBlock", CopyPerBlock), ("handshake", Handshake), ("copySlowdown", CopySlowdown),
        ];
        foreach ((string name, double value) in all)
        {
            if (value is not (>= 0 and <= 1e6))
                return new Fault(source, name, $"{value} is not from 0 to 1000000", "write it in milliseconds");
        }

        return DecodeFixed > 0 && PrefillPerToken > 0
            ? null
            : new Fault(source, "", "decodeFixed and prefillPerToken must be positive", "write both in milliseconds");
    }

    private double Prompt(double from, double to) =>
        (PrefillPerToken * (to - from)) + (PrefillPerTokenSquared * ((to * to) - (from * from)));
}

/// <summary>Reflection-free JSON of <see cref="LatencyModel"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LatencyModel))]
internal sealed partial class LatencyModelJson : JsonSerializerContext;
