using System.Numerics.Tensors;

namespace Restow.Networks.Layers;

/// <summary>Layer normalisation of each row: (x - mean) / sqrt(variance + 1e-5), times a gain plus a bias, both [features] (Ba et al., 2016).</summary>
public sealed class LayerNorm
{
    private const float Epsilon = 1e-5f;

    private readonly float[] gain;
    private readonly float[] bias;

    public LayerNorm(float[] gain, float[] bias)
    {
        ArgumentNullException.ThrowIfNull(gain);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length, gain.Length);
        (this.gain, this.bias) = (gain, bias);
    }

    public int Features => gain.Length;

    /// <summary>All rows; <paramref name="output"/> is resized, and may be the input.</summary>
    public void Forward(Matrix input, Matrix output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Columns, Features);
        if (!ReferenceEquals(input, output))
            output.Resize(input.Rows, Features);
        for (int row = 0; row < input.Rows; row++)
            Forward(input.Row(row), output.Row(row));
    }

    /// <summary>One row; the two may be the same.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        float mean = TensorPrimitives.Sum(input) / input.Length;
        TensorPrimitives.Subtract(input, mean, output);
        float variance = TensorPrimitives.SumOfSquares<float>(output) / input.Length;
        TensorPrimitives.Multiply(output, 1 / MathF.Sqrt(variance + Epsilon), output);
        TensorPrimitives.MultiplyAdd(output, gain, bias, output);
    }
}
