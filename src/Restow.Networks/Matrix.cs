namespace Restow.Networks;

/// <summary>A dense matrix of 32-bit floats, row by row. The rows of an activation are tokens, its columns features.</summary>
/// <remarks>Mutable and reusable: <see cref="Resize"/> keeps the memory where it suffices, so that a forward pass in a loop allocates nothing.</remarks>
public sealed class Matrix
{
    private float[] values;

    /// <summary>A matrix of zeros.</summary>
    public Matrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        values = new float[rows * columns];
        (Rows, Columns) = (rows, columns);
    }

    /// <summary>A matrix over the values given, which it then owns. A wrong number of them is misuse and throws.</summary>
    public Matrix(int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, rows * columns);
        this.values = values;
        (Rows, Columns) = (rows, columns);
    }

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    /// <summary>All values, row by row.</summary>
    public Span<float> Values => values.AsSpan(0, Rows * Columns);

    public float this[int row, int column]
    {
        get => Row(row)[column];
        set => Row(row)[column] = value;
    }

    public Span<float> Row(int row) => values.AsSpan(row * Columns, Columns);

    /// <summary>Changes the shape; what it holds is undefined afterwards.</summary>
    public void Resize(int rows, int columns)
    {
        if (values.Length < rows * columns)
            values = new float[Math.Max(rows * columns, 2 * values.Length)];
        (Rows, Columns) = (rows, columns);
    }
}
