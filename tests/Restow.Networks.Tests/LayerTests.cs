using CsCheck;
using Restow.Networks.Layers;

namespace Restow.Networks.Tests;

public class LayerTests
{
    [Fact]
    public void Linear_AnyShape_IsTheSumOfProducts() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int).Sample((rows, input, output, seed) =>
        {
            var random = new Random(seed);
            (Matrix weight, Matrix x) = (Random(random, output, input), Random(random, rows, input));
            float[] bias = Random(random, 1, output).Values.ToArray();
            var y = new Matrix(0, 0);
            new Linear(weight, bias).Forward(x, y);
            Assert.Equal((rows, output), (y.Rows, y.Columns));
            for (int r = 0; r < rows; r++)
            {
                for (int o = 0; o < output; o++)
                    Assert.Equal(bias[o] + Enumerable.Range(0, input).Sum(i => (double)weight[o, i] * x[r, i]), y[r, o], 1e-4);
            }
        });

    [Fact]
    public void LayerNorm_AnyRow_HasTheMeanAndTheSpreadOfItsParameters()
    {
        var x = new Matrix(1, 4, [1, 2, 3, 6]);
        new LayerNorm([1, 1, 1, 2], [0, 0, 0, 10]).Forward(x, x);
        // mean 3, variance 3.5
        Assert.Equal([-1.06904, -0.53452, 0, 10 + (2 * 1.60356)], x.Values.ToArray().Select(v => (double)v), new Close(1e-4));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.8413447)]
    [InlineData(-1, -0.1586553)]
    [InlineData(2, 1.9544997)]
    [InlineData(-8, 0)]
    public void Gelu_KnownValues_AreExact(float x, double expected)
    {
        float[] values = [x];
        Activations.Gelu(values);
        Assert.Equal(expected, values[0], 1e-6);
    }

    [Fact]
    public void Softmax_Masked_IsAProbabilityOverTheMask() =>
        Gen.Select(Gen.Float[-50, 50], Gen.Bool).Array[1, 30].Sample(pairs =>
        {
            float[] x = [.. pairs.Select(p => p.Item1)];
            bool[] mask = [.. pairs.Select(p => p.Item2)];
            Activations.Softmax(x, mask);
            Assert.Equal(mask.Contains(true) ? 1 : 0, x.Sum(), 1e-5);
            Assert.All(x.Zip(mask), p => Assert.True(p.Second ? p.First >= 0 : p.First == 0));
        });

    [Fact]
    public void Gating_ScatterAndGather_FollowTheEdges()
    {
        var message = new Matrix(3, 1, [1, 2, 4]);
        var gate = new Matrix(3, 1, [0.5f, 1, 1]);
        var target = new Matrix(2, 1);
        Gating.Scatter(message, gate, [1, 3, 1], [0, 0, -1], target);
        Assert.Equal([6.5f, 0], target.Values.ToArray());
        var back = new Matrix(3, 1, [10, 10, 10]);
        Gating.Gather(target, gate, [0, 1, -1], back);
        Assert.Equal([13.25f, 10, 10], back.Values.ToArray());
    }

    [Fact]
    public void Embedding_UnknownValue_IsMisuse()
    {
        var embedding = new Embedding(new Matrix(2, 1, [3, 4]));
        Assert.Equal(4, embedding.Row(1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => embedding.Row(2)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => embedding.Row(-1)[0]);
    }

    [Fact]
    public void Attention_MaskedKeys_ChangeNothing() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int).Sample((queries, keys, seed) =>
        {
            var random = new Random(seed);
            MultiHeadAttention attention = Attention(random, 2, 4);
            (Matrix from, Matrix to) = (Random(random, queries, 4), Random(random, keys + 1, 4));
            bool[] mask = [.. Enumerable.Range(0, queries * (keys + 1)).Select(i => i % (keys + 1) < keys)];
            (Matrix masked, Matrix without) = (new(0, 0), new(0, 0));
            attention.Forward(from, to, mask, masked);
            attention.Forward(from, new Matrix(keys, 4, to.Values[..(keys * 4)].ToArray()), [], without);
            Assert.Equal(without.Values.ToArray().Select(v => (double)v), masked.Values.ToArray().Select(v => (double)v), new Close(1e-5));
        });

    [Fact]
    public void Attention_EqualKeys_IsTheMeanOfTheValues()
    {
        Linear identity = new(new Matrix(2, 2, [1, 0, 0, 1]));
        Linear nothing = new(new Matrix(2, 2));
        var result = new Matrix(0, 0);
        new MultiHeadAttention(1, identity, nothing, identity, identity).Forward(new Matrix(1, 2, [5, 7]), new Matrix(2, 2, [1, 2, 3, 6]), [], result);
        Assert.Equal([2, 4], result.Values.ToArray().Select(v => (double)v), new Close(1e-6));
    }

    private static MultiHeadAttention Attention(Random random, int heads, int features)
    {
        Linear Layer() => new(Random(random, features, features), Random(random, 1, features).Values.ToArray());
        return new MultiHeadAttention(heads, Layer(), Layer(), Layer(), Layer());
    }

    private static Matrix Random(Random random, int rows, int columns) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (2 * random.NextSingle()) - 1)]);

    private sealed class Close(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
