using Restow.Core;
using Restow.Training.Data;
using Restow.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Restow.Training.Learning;

/// <summary>Imitation of optimal plans: cross-entropy of both choices against the labels, AdamW, a rate that falls along a cosine.</summary>
/// <remarks>Every step draws its batch from the seed and its own number, so that a run which is resumed goes on as if it had not been interrupted.</remarks>
internal sealed class Imitation(PolicyModel model, AdamW optimiser, IReadOnlyList<PolicySample> samples, TrainingOptions options) : ITraining
{
    public int Steps => options.Steps;

    public StepMetrics Step(int step)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new SeededRandom(options.Seed * 1_000_003 + (ulong)step);
        PolicySample[] batch = [.. Enumerable.Range(0, options.Batch).Select(_ => samples[random.Next(samples.Count)])];
        Tensor loss = Loss(model, new PolicyBatch(batch));
        loss.backward();
        double rate = options.Rate * 0.5 * (1 + Math.Cos(Math.PI * step / options.Steps));
        double norm = optimiser.Step(rate);
        return new StepMetrics(loss.item<float>(), norm, null);
    }

    /// <summary>Mean cross-entropy of both choices.</summary>
    public static Tensor Loss(PolicyModel model, PolicyBatch batch)
    {
        (Tensor tokens, Tensor nodes) = model.Forward(batch);
        return -((tokens * batch.TokenTargets).sum() + (nodes * batch.NodeTargets).sum()) / batch.Size;
    }
}
