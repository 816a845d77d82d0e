namespace Restow.Training.Learning;

/// <summary>A way to train, step by step.</summary>
internal interface ITraining
{
    /// <summary>Steps in all.</summary>
    int Steps { get; }

    /// <summary>One step. What it draws depends on the seed and the step alone.</summary>
    StepMetrics Step(int step);
}

/// <summary>What a step measured.</summary>
/// <param name="Loss">Mean loss.</param>
/// <param name="GradientNorm">Norm of the gradient before clipping.</param>
/// <param name="Reward">Mean slots gained by an episode, where episodes were played.</param>
internal readonly record struct StepMetrics(double Loss, double GradientNorm, double? Reward);

/// <summary>How to train.</summary>
internal sealed record TrainingOptions
{
    public ulong Seed { get; init; } = 1;

    public int Steps { get; init; } = 4000;

    /// <summary>Samples of a step of imitation.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Highest learning rate.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Whether groups that moved are closed to further moves.</summary>
    public bool Tabu { get; init; } = true;
}
