using System.Diagnostics;
using System.Globalization;
using Restow.Core;
using Restow.Training.Torch;

namespace Restow.Training.Learning;

/// <summary>Runs a training to its end or until it is interrupted: metrics as CSV, checkpoints, now and then a measurement of how good the network has become.</summary>
internal sealed class TrainingRun(ITraining training, ParameterSet model, AdamW optimiser, RunFiles files, Func<double>? measure)
{
    private readonly List<string> lines = [];

    /// <summary>Steps between measurements, each of which is followed by a checkpoint.</summary>
    public int MeasureEvery { get; init; } = 500;

    /// <summary>Seconds of training, measurements excluded, over all sessions.</summary>
    public double Seconds { get; private set; }

    /// <summary>Points (seconds, slots) of the curve.</summary>
    public List<(double Seconds, double Gain)> Curve { get; } = [];

    /// <summary>Trains from where the checkpoint stands, when resuming.</summary>
    /// <returns>Steps done; fewer than all when interrupted.</returns>
    public Result<int> Go(bool resume, CancellationToken interrupted)
    {
        int step = 0;
        if (resume && files.Checkpoint is not null && File.Exists(files.Checkpoint))
        {
            if (!Checkpoint.Load(files.Checkpoint, model, optimiser).TryGet(out (int Step, double Seconds) state, out Fault? fault))
                return fault;
            (step, Seconds) = state;
            ReadBack(step);
        }
        else
        {
            lines.Add("step,seconds,loss,gradient_norm,episode_slots,measured_slots");
        }

        var watch = new Stopwatch();
        double loss = 0;
        int losses = 0;
        double before = Seconds;
        while (step < training.Steps && !interrupted.IsCancellationRequested)
        {
            watch.Start();
            StepMetrics metrics = training.Step(step++);
            watch.Stop();
            Seconds = before + watch.Elapsed.TotalSeconds;
            (loss, losses) = (loss + metrics.Loss, losses + 1);
            if (step % MeasureEvery == 0 || step == training.Steps)
            {
                double? gain = measure?.Invoke();
                if (gain is { } g)
                    Curve.Add((Seconds, g));
                Record(step, loss / losses, metrics, gain);
                (loss, losses) = (0, 0);
                Save(step);
            }
        }

        Save(step);
        return step;
    }

    private void Record(int step, double loss, StepMetrics metrics, double? gain)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{step},{Seconds:0.0},{loss:0.0000},{metrics.GradientNorm:0.000},{metrics.Reward:0.000},{gain:0.00}");
        lines.Add(line);
        Console.Error.WriteLine($"step {step} of {training.Steps}, {Seconds:0} s: loss {loss:0.0000}{(gain is null ? "" : $", {gain:0.00} slots")}{(metrics.Reward is { } r ? $", {r:0.00} in an episode" : "")}");
    }

    private void Save(int step)
    {
        if (files.Checkpoint is not null)
            Checkpoint.Save(files.Checkpoint, model, optimiser, step, Seconds);
        if (files.Metrics is not null)
            File.WriteAllLines(files.Metrics, lines);
    }

    private void ReadBack(int step)
    {
        if (files.Metrics is null || !File.Exists(files.Metrics))
            return;
        foreach ((int i, string line) in File.ReadLines(files.Metrics).Index())
        {
            string[] fields = line.Split(',');
            if (i > 0 && int.Parse(fields[0], CultureInfo.InvariantCulture) > step)
                break;
            lines.Add(line);
            if (i > 0 && double.TryParse(fields[^1], CultureInfo.InvariantCulture, out double gain))
                Curve.Add((double.Parse(fields[1], CultureInfo.InvariantCulture), gain));
        }
    }
}

/// <summary>Files that a run keeps; each may be <c>null</c>.</summary>
internal sealed record RunFiles(string? Checkpoint, string? Metrics);
