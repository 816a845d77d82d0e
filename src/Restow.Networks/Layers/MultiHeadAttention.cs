using System.Numerics.Tensors;

namespace Restow.Networks.Layers;

/// <summary>
/// Scaled dot-product attention with several heads ("Attention Is All You Need", section 3.2): queries [n, d] over keys and values [m, d] gives [n, d].
/// Dense: n m scores for each head.
/// </summary>
/// <param name="heads">Heads; they must divide d.</param>
/// <param name="query">Projection d to d.</param>
/// <param name="key">Projection d to d.</param>
/// <param name="value">Projection d to d.</param>
/// <param name="output">Projection d to d.</param>
public sealed class MultiHeadAttention(int heads, Linear query, Linear key, Linear value, Linear output)
{
    private readonly int width = query.Out % heads == 0 ? query.Out / heads : throw new ArgumentException("the heads must divide the features", nameof(heads));
    private readonly Matrix queries = new(0, 0);
    private readonly Matrix keys = new(0, 0);
    private readonly Matrix values = new(0, 0);
    private readonly Matrix mixed = new(0, 0);
    private float[] scores = [];

    /// <summary>All queries. A query whose mask admits no key gets the output's bias alone.</summary>
    /// <param name="from">[n, d].</param>
    /// <param name="to">[m, d].</param>
    /// <param name="mask">Empty, or n m values: whether query i may look at key j.</param>
    /// <param name="result">Resized to [n, d].</param>
    public void Forward(Matrix from, Matrix to, ReadOnlySpan<bool> mask, Matrix result)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (!mask.IsEmpty)
            ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, from.Rows * to.Rows);
        query.Forward(from, queries);
        key.Forward(to, keys);
        value.Forward(to, values);
        mixed.Resize(from.Rows, query.Out);
        mixed.Values.Clear();
        if (scores.Length < to.Rows)
            scores = new float[to.Rows];
        float scale = 1 / MathF.Sqrt(width);
        for (int i = 0; i < from.Rows; i++)
        {
            ReadOnlySpan<bool> seen = mask.IsEmpty ? [] : mask.Slice(i * to.Rows, to.Rows);
            for (int h = 0; h < heads; h++)
                Mix(queries.Row(i).Slice(h * width, width), h * width, scale, seen, mixed.Row(i).Slice(h * width, width));
        }

        output.Forward(mixed, result);
    }

    private void Mix(ReadOnlySpan<float> wanted, int offset, float scale, ReadOnlySpan<bool> seen, Span<float> sum)
    {
        Span<float> weights = scores.AsSpan(0, keys.Rows);
        for (int j = 0; j < weights.Length; j++)
            weights[j] = scale * TensorPrimitives.Dot(wanted, keys.Row(j).Slice(offset, width));
        if (seen.IsEmpty)
            Activations.Softmax(weights);
        else
            Activations.Softmax(weights, seen);
        for (int j = 0; j < weights.Length; j++)
            TensorPrimitives.MultiplyAdd(values.Row(j).Slice(offset, width), weights[j], sum, sum);
    }
}
