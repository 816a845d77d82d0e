using System.Numerics.Tensors;

namespace Restow.Networks;

/// <summary>Element-wise functions, in place, and the softmax over the values that a mask admits.</summary>
public static class Activations
{
    /// <summary>max(0, x).</summary>
    public static void Relu(Span<float> x) => TensorPrimitives.Max(x, 0f, x);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static void Sigmoid(Span<float> x)
    {
        if (!x.IsEmpty)
            TensorPrimitives.Sigmoid(x, x);
    }

    /// <summary>x Phi(x) with the normal distribution's Phi, the exact form and not the one with tanh.</summary>
    public static void Gelu(Span<float> x)
    {
        foreach (ref float value in x)
            value = (float)(0.5 * value * (1 + Erf(value / Math.Sqrt(2))));
    }

    /// <summary>exp(x) / sum exp(x).</summary>
    public static void Softmax(Span<float> x)
    {
        if (x.IsEmpty)
            return;
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), x);
        TensorPrimitives.Exp(x, x);
        TensorPrimitives.Divide(x, TensorPrimitives.Sum(x), x);
    }

    /// <summary>The softmax over the values whose mask is true; the others become 0. With none admitted all become 0.</summary>
    public static void Softmax(Span<float> x, ReadOnlySpan<bool> mask)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, x.Length);
        bool any = false;
        for (int i = 0; i < x.Length; i++)
        {
            if (!mask[i])
                x[i] = float.NegativeInfinity;
            any |= mask[i];
        }

        if (any)
            Softmax(x);
        else
            x.Clear();
    }

    // Abramowitz and Stegun 7.1.26, |error| < 1.5e-7.
    private static double Erf(double x)
    {
        double t = 1 / (1 + (0.3275911 * Math.Abs(x)));
        double tail = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return Math.CopySign(1 - (tail * Math.Exp(-x * x)), x);
    }
}
