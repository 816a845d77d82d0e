using System.Numerics.Tensors;

namespace Restow.Networks.Layers;

/// <summary>
/// Message passing along the edges of a sparse graph: rows of one kind of token are added to rows of another (scatter) or fetched from them (gather), each
/// feature scaled by a gate in [0, 1]. In a tree of depth one it does the work of attention among a parent and its children.
/// </summary>
public static class Gating
{
    /// <summary>Adds weight[i] gate[i] * message[i] to row index[i] of <paramref name="target"/>; an index of -1 adds nothing.</summary>
    /// <param name="message">[edges, features].</param>
    /// <param name="gate">[edges, features].</param>
    /// <param name="weight">One weight for each edge.</param>
    /// <param name="index">One row of the target for each edge, or -1.</param>
    /// <param name="target">[rows, features], added to.</param>
    public static void Scatter(Matrix message, Matrix gate, ReadOnlySpan<float> weight, ReadOnlySpan<int> index, Matrix target)
    {
        Check(message, gate, index, target);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weight.Length, index.Length);
        Span<float> scaled = stackalloc float[message.Columns];
        for (int i = 0; i < index.Length; i++)
        {
            if (index[i] < 0)
                continue;
            TensorPrimitives.Multiply(message.Row(i), gate.Row(i), scaled);
            TensorPrimitives.MultiplyAdd(scaled, weight[i], target.Row(index[i]), target.Row(index[i]));
        }
    }

    /// <summary>Adds gate[i] * source[index[i]] to row i of <paramref name="target"/>; an index of -1 adds nothing.</summary>
    /// <param name="source">[rows, features].</param>
    /// <param name="gate">[edges, features].</param>
    /// <param name="index">One row of the source for each edge, or -1.</param>
    /// <param name="target">[edges, features], added to.</param>
    public static void Gather(Matrix source, Matrix gate, ReadOnlySpan<int> index, Matrix target)
    {
        Check(target, gate, index, source);
        for (int i = 0; i < index.Length; i++)
        {
            if (index[i] >= 0)
                TensorPrimitives.MultiplyAdd(source.Row(index[i]), gate.Row(i), target.Row(i), target.Row(i));
        }
    }

    private static void Check(Matrix edges, Matrix gate, ReadOnlySpan<int> index, Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(index.Length, edges.Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(gate.Rows, edges.Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(gate.Columns, edges.Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Columns, edges.Columns);
    }
}
