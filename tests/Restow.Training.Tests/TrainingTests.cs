using Restow.Core;
using Restow.Networks.Storage;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Patterns;
using Restow.Training.Data;
using Restow.Training.Learning;
using Restow.Training.Torch;

namespace Restow.Training.Tests;

[Collection("libtorch")]
public sealed class TrainingTests : IDisposable
{
    // Solved once: a solver that runs out of time on a busy machine may answer differently the next time.
    private static readonly Lazy<List<PolicySample>> Samples = new(() =>
    {
        var samples = new List<PolicySample>();
        for (ulong seed = 1; seed <= 6; seed++)
        {
            ReschedulingProblem problem = Fleets.Problem(10, seed, 4);
            samples.AddRange(PlanLabels.Of(problem, new ExactSearch().Search(problem, Deadline.In(TimeSpan.FromSeconds(30)), null).State, false, new SeededRandom(seed)));
        }

        return samples;
    });

    private readonly string folder = Directory.CreateTempSubdirectory("restow-training").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void PlanLabels_OptimalPlan_LeadsToTheOptimumAndStopsThere()
    {
        for (ulong seed = 1; seed <= 8; seed++)
        {
            ReschedulingProblem problem = Fleets.Problem(10, seed, 4);
            SearchOutcome optimum = new ExactSearch().Search(problem, Deadline.In(TimeSpan.FromSeconds(30)), null);
            List<PolicySample> samples = PlanLabels.Of(problem, optimum.State, false, new SeededRandom(seed));
            Assert.InRange(samples.Count, 0, optimum.State.Displaced);
            Assert.All(samples, s =>
            {
                Assert.Equal(1, s.TokenTargets.Sum(), 1e-4);
                Assert.Equal(1, s.NodeTargets.Sum(), 1e-4);
                Assert.True(s.TokenTargets[s.ChosenAt] > 0);
            });
        }
    }

    [Fact]
    public void Imitation_FewSteps_LowersTheLoss()
    {
        (ITraining training, _, _) = Start(60);
        double[] losses = [.. Enumerable.Range(0, 60).Select(i => training.Step(i).Loss)];
        Assert.True(losses[^10..].Average() < 0.8 * losses[..10].Average());
    }

    [Fact]
    public void Go_InterruptedAndResumed_LearnsTheSame()
    {
        (ITraining training, PolicyModel whole, AdamW optimiser) = Start(12);
        Assert.Equal(12, new TrainingRun(training, whole, optimiser, new RunFiles(null, null), null).Go(false, default).Value);

        var files = new RunFiles(Path.Combine(folder, "c"), Path.Combine(folder, "m.csv"));
        (training, PolicyModel first, optimiser) = Start(12);
        using (var stop = new CancellationTokenSource())
            Assert.Equal(5, new TrainingRun(new StopAfter(training, 5, stop), first, optimiser, files, null).Go(false, stop.Token).Value);
        (training, PolicyModel second, optimiser) = Start(12);
        Assert.Equal(12, new TrainingRun(training, second, optimiser, files, null).Go(true, default).Value);

        // Not bit by bit: libtorch's sums depend on how memory happens to be aligned, and Adam enlarges that where a gradient is about zero.
        Assert.Equal(LossOf(whole), LossOf(second), 1e-3);
        Assert.NotEqual(LossOf(whole), LossOf(first), 1e-2);
    }

    [Fact]
    public void Load_WhatWasSaved_IsTheWholeState()
    {
        string path = Path.Combine(folder, "c");
        (ITraining training, PolicyModel model, AdamW optimiser) = Start(12);
        for (int i = 0; i < 3; i++)
            training.Step(i);
        Checkpoint.Save(path, model, optimiser, 3, 1.5);
        (_, PolicyModel again, AdamW optimiserAgain) = Start(12);
        Assert.Equal((3, 1.5), Checkpoint.Load(path, again, optimiserAgain).Value);
        Assert.Equal(optimiser.Steps, optimiserAgain.Steps);
        Dictionary<string, StoredTensor> Whole(PolicyModel m, AdamW o)
        {
            Dictionary<string, StoredTensor> all = m.Tensors();
            o.Save(all);
            return all;
        }

        Dictionary<string, StoredTensor> loaded = Whole(again, optimiserAgain);
        foreach ((string name, StoredTensor tensor) in Whole(model, optimiser))
            Assert.Equal(tensor.Values, loaded[name].Values);
    }

    [Fact]
    public void Load_CheckpointOfAnotherSize_IsAFault()
    {
        string path = Path.Combine(folder, "c");
        var small = new PolicyModel(8, 1, 1);
        Checkpoint.Save(path, small, new AdamW(small), 3, 1);
        var large = new PolicyModel(16, 1, 1);
        Assert.False(Checkpoint.Load(path, large, new AdamW(large)).IsSuccess);
    }

    private static double LossOf(PolicyModel model) => Imitation.Loss(model, new PolicyBatch(Samples.Value)).item<float>();

    private static (ITraining Training, PolicyModel Model, AdamW Optimiser) Start(int steps)
    {
        TorchSharp.torch.set_num_threads(1);
        var model = new PolicyModel(8, 1, 1);
        var optimiser = new AdamW(model);
        return (new Imitation(model, optimiser, Samples.Value, new TrainingOptions { Steps = steps, Batch = 8, Rate = 5e-3 }), model, optimiser);
    }

    /// <summary>Interrupts after some steps, as Ctrl-C does.</summary>
    private sealed class StopAfter(ITraining training, int steps, CancellationTokenSource stop) : ITraining
    {
        public int Steps => training.Steps;

        public StepMetrics Step(int step)
        {
            if (step == steps - 1)
                stop.Cancel();
            return training.Step(step);
        }
    }
}
