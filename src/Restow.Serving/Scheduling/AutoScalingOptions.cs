namespace Restow.Serving.Scheduling;

/// <summary>Keeps the mean freeness in a range by starting and draining instances (paper section 4.4.3; defaults of the artifact).</summary>
public sealed record AutoScalingOptions
{
    /// <summary>Never fewer instances.</summary>
    public int Min { get; init; } = 1;

    /// <summary>Never more.</summary>
    public int Max { get; init; } = 16;

    /// <summary>Time between two decisions.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is kept in the range.</summary>
    public ScalingMeasure Measure { get; init; }

    /// <summary>Below this mean freeness (blocks a request) an instance is started.</summary>
    public double UpBelow { get; init; } = 10;

    /// <summary>Above this, computed as if the victim were gone, an instance is drained.</summary>
    public double DownAbove { get; init; } = 60;

    /// <summary>Freeness counted for an instance without requests, which is infinite: its free blocks.</summary>
    public double EmptyFreeness { get; init; } = 851;

    /// <summary>Ours: decides on the mean freeness expected so much later, by its trend; zero decides on the present one.</summary>
    public TimeSpan LookAhead { get; init; }
}
