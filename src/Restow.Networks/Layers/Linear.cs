using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Restow.Networks.Layers;

/// <summary>y = W x + b for each row: [rows, In] to [rows, Out]. The stored weight is [Out, In], as libtorch's.</summary>
public sealed class Linear
{
    private readonly float[] transposed;
    private readonly float[] bias;

    /// <summary>A layer of a weight [Out, In] and a bias [Out]; without a bias it is 0.</summary>
    public Linear(Matrix weight, float[]? bias = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        (Out, In) = (weight.Rows, weight.Columns);
        this.bias = bias ?? new float[Out];
        ArgumentOutOfRangeException.ThrowIfNotEqual(this.bias.Length, Out);
        transposed = new float[In * Out];
        for (int o = 0; o < Out; o++)
        {
            for (int i = 0; i < In; i++)
                transposed[(i * Out) + o] = weight[o, i];
        }
    }

    public int In { get; }

    public int Out { get; }

    /// <summary>All rows; <paramref name="output"/> is resized and must be another matrix.</summary>
    public void Forward(Matrix input, Matrix output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Columns, In);
        output.Resize(input.Rows, Out);
        int row = 0;
        for (; row + 4 <= input.Rows; row += 4)
            FourRows(input.Values.Slice(row * In, 4 * In), output.Values.Slice(row * Out, 4 * Out));
        for (; row < input.Rows; row++)
            Forward(input.Row(row), output.Row(row));
    }

    /// <summary>One row.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Length, In);
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, Out);
        int width = Vector<float>.Count;
        int column = 0;
        for (; column + width <= Out; column += width)
        {
            var sum = new Vector<float>(bias, column);
            for (int i = 0; i < input.Length; i++)
                sum += input[i] * new Vector<float>(transposed, (i * Out) + column);
            sum.CopyTo(output[column..]);
        }

        Rest(input, output, column);
    }

    // Four rows share each load of the weights.
    private void FourRows(ReadOnlySpan<float> input, Span<float> output)
    {
        int width = Vector<float>.Count;
        ref float x = ref MemoryMarshal.GetReference(input);
        int column = 0;
        for (; column + width <= Out; column += width)
        {
            Vector<float> s0, s1, s2, s3;
            s0 = s1 = s2 = s3 = new Vector<float>(bias, column);
            ref float w = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(transposed), column);
            for (int i = 0; i < In; i++)
            {
                Vector<float> weight = Vector.LoadUnsafe(ref w, (nuint)(i * Out));
                s0 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x, i)), weight, s0);
                s1 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x, In + i)), weight, s1);
                s2 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x, (2 * In) + i)), weight, s2);
                s3 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x, (3 * In) + i)), weight, s3);
            }

            s0.CopyTo(output[column..]);
            s1.CopyTo(output[(Out + column)..]);
            s2.CopyTo(output[((2 * Out) + column)..]);
            s3.CopyTo(output[((3 * Out) + column)..]);
        }

        for (int row = 0; row < 4 && column < Out; row++)
            Rest(input.Slice(row * In, In), output.Slice(row * Out, Out), column);
    }

    private void Rest(ReadOnlySpan<float> input, Span<float> output, int column)
    {
        for (; column < Out; column++)
        {
            float sum = bias[column];
            for (int i = 0; i < input.Length; i++)
                sum += input[i] * transposed[(i * Out) + column];
            output[column] = sum;
        }
    }
}
