namespace Restow.Serving;

/// <summary>Memory and batching limits of one instance. The defaults are LLaMA-7B in fp16 on an A10 with 24 GB.</summary>
public sealed record InstanceOptions
{
    /// <summary>Blocks of KV cache: 13,616 tokens on the paper's testbed.</summary>
    public int Blocks { get; init; } = 851;

    /// <summary>Tokens of one block (vLLM's default).</summary>
    public int BlockTokens { get; init; } = 16;

    /// <summary>The part of the blocks that admissions and migrations leave free, for running requests to grow into.</summary>
    public double WatermarkFraction { get; init; } = 0.01;

    /// <summary>Requests that run at once.</summary>
    public int MaxSequences { get; init; } = 256;

    /// <summary>Prompt tokens of one prefill step; a longer prompt has a step of its own.</summary>
    public int MaxStepTokens { get; init; } = 12_800;

    /// <summary>Prompt tokens that share a step with decoding (chunked prefill); 0 for steps that only prefill, as the paper's vLLM has them.</summary>
    public int ChunkTokens { get; init; }

    /// <summary>Whether blocks of finished turns stay readable for the next turn of their session until they are needed.</summary>
    public bool KeepsPrefixes { get; init; }

    /// <summary>The watermark in blocks.</summary>
    public int WatermarkBlocks => (int)(Blocks * WatermarkFraction);

    /// <summary>Blocks that hold <paramref name="tokens"/> tokens.</summary>
    public int BlocksFor(int tokens) => (tokens + BlockTokens - 1) / BlockTokens;
}
