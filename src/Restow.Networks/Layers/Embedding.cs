using System.Numerics.Tensors;

namespace Restow.Networks.Layers;

/// <summary>A learned row for each value of a small whole number: table [values, features].</summary>
public sealed class Embedding
{
    private readonly Matrix table;

    public Embedding(Matrix table)
    {
        ArgumentNullException.ThrowIfNull(table);
        this.table = table;
    }

    /// <summary>How many values have a row.</summary>
    public int Count => table.Rows;

    public int Features => table.Columns;

    /// <summary>The row of a value. A value without one is misuse and throws.</summary>
    public ReadOnlySpan<float> Row(int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)value, (uint)Count, nameof(value));
        return table.Row(value);
    }

    /// <summary>Adds the row of a value to <paramref name="sum"/>.</summary>
    public void AddTo(int value, Span<float> sum) => TensorPrimitives.Add(sum, Row(value), sum);
}
