namespace Restow.Serving.Engine;

/// <summary>A prompt, or a chunk of one, to compute in a step.</summary>
/// <param name="Sequence">Whose.</param>
/// <param name="From">Tokens of it that are in memory already.</param>
/// <param name="To">Tokens that will be when the step ends.</param>
public readonly record struct PrefillWork(Sequence Sequence, int From, int To);

/// <summary>What an engine computes in its next step. The scheduler owns and reuses it.</summary>
public sealed class StepPlan
{
    /// <summary>Prompts to compute.</summary>
    public IReadOnlyList<PrefillWork> Prefills => Prompts;

    /// <summary>Requests that generate one token from their cache.</summary>
    public IReadOnlyList<Sequence> Decodes => Batch;

    /// <summary>Tokens of cache that the decoding requests read.</summary>
    public long DecodeKvTokens { get; internal set; }

    internal List<PrefillWork> Prompts { get; } = [];

    internal List<Sequence> Batch { get; } = [];

    internal void Clear()
    {
        Prompts.Clear();
        Batch.Clear();
        DecodeKvTokens = 0;
    }
}
