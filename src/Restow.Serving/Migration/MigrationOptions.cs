namespace Restow.Serving.Migration;

/// <summary>Limits of the migration protocol; the defaults are the artifact's.</summary>
public sealed record MigrationOptions
{
    /// <summary>With at most this many blocks to copy, a stage is the last one and the request stops for it.</summary>
    public int LastStageMaxBlocks { get; init; } = 16;

    /// <summary>A migration that needs more stages is given up.</summary>
    public int MaxStages { get; init; } = 3;

    /// <summary>Migrations that one instance takes part in at once, as source or destination.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>A reservation that heard nothing for so long is freed: its source is dead.</summary>
    public TimeSpan ReservationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether an instance with a blocked queue refuses requests that migrate in: they would take the memory that its head waits for.</summary>
    public bool RefuseWhileBlocked { get; init; }
}
