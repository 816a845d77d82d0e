using Restow.Networks.Storage;
using Restow.Training.Data;
using Restow.Training.Torch;

namespace Restow.Training.Learning;

/// <summary>A network, the way it is trained, and how good it is.</summary>
internal sealed record TrainingSubject
{
    public required ParameterSet Model { get; init; }

    public required AdamW Optimiser { get; init; }

    public required ITraining Training { get; init; }

    /// <summary>Slots that it gains now; <c>null</c> when nothing is measured.</summary>
    public required Func<double>? Measure { get; init; }

    /// <summary>The weights, with remarks about them.</summary>
    public required Func<IReadOnlyDictionary<string, string>, TensorFile> Export { get; init; }

    /// <summary>How it is trained, for the reader.</summary>
    public required string Remark { get; init; }

    public static TrainingSubject Imitation(PolicyModel model, IReadOnlyList<PolicySample> samples, TrainingOptions options, Validation? validation)
    {
        var optimiser = new AdamW(model);
        return Compact(model, optimiser, new Imitation(model, optimiser, samples, options), validation, $"imitation of optimal plans, {samples.Count} states");
    }

    public static TrainingSubject ByTrial(PolicyModel model, IClusters clusters, int fleets, TrainingOptions options, Validation? validation)
    {
        var optimiser = new AdamW(model);
        return Compact(model, optimiser, new GroupPolicyGradient(model, optimiser, clusters, fleets, options), validation, "PPO with the group's mean as baseline");
    }

    public static TrainingSubject Paper(PaperModel model, bool masked, IClusters clusters, int fleets, TrainingOptions options, Validation? validation)
    {
        var optimiser = new AdamW(model) { WeightDecay = 0, MostNorm = 0.5, Epsilon = 1e-5 };
        var policy = new PaperPolicy(model, masked);
        return new TrainingSubject
        {
            Model = model,
            Optimiser = optimiser,
            Training = new PaperPpo(policy, optimiser, clusters, fleets, options),
            Measure = validation is null ? null : () => validation.MeanGain(policy),
            Export = remarks => new TensorFile { Tensors = model.Tensors(), Metadata = remarks },
            Remark = masked ? "the paper's network and PPO" : "the paper's network and PPO, penalty instead of masks",
        };
    }

    private static TrainingSubject Compact(PolicyModel model, AdamW optimiser, ITraining training, Validation? validation, string remark) => new()
    {
        Model = model,
        Optimiser = optimiser,
        Training = training,
        Measure = validation is null ? null : () => validation.MeanGain(model.Freeze()),
        Export = model.Export,
        Remark = remark,
    };
}
