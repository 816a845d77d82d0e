using Restow.Core;
using Restow.Networks.Layers;

namespace Restow.Networks.Storage;

/// <summary>Takes layers out of a file by name and shape. The first one that is missing or misshapen is remembered as <see cref="Fault"/>; zeros stand in for it, so that a network can be
/// built first and the fault looked at once.</summary>
public sealed class WeightReader(TensorFile file)
{
    /// <summary>The first thing that was wrong.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>A tensor [rows, columns].</summary>
    public Matrix Matrix(string name, int rows, int columns) => new(rows, columns, Values(name, rows, columns));

    /// <summary>A tensor [length].</summary>
    public float[] Vector(string name, int length) => Values(name, length);

    /// <summary>NAME.weight [output, input] and NAME.bias [output].</summary>
    public Linear Linear(string name, int input, int output) => new(Matrix($"{name}.weight", output, input), Vector($"{name}.bias", output));

    /// <summary>NAME.weight and NAME.bias, both [features].</summary>
    public LayerNorm LayerNorm(string name, int features) => new(Vector($"{name}.weight", features), Vector($"{name}.bias", features));

    /// <summary>NAME.weight [count, features].</summary>
    public Embedding Embedding(string name, int count, int features) => new(Matrix($"{name}.weight", count, features));

    private float[] Values(string name, params long[] shape)
    {
        if (!file.Tensors.TryGetValue(name, out StoredTensor? tensor))
            Note(name, "it is missing");
        else if (!tensor.Shape.SequenceEqual(shape))
            Note(name, $"its shape is [{string.Join(", ", tensor.Shape)}] instead of [{string.Join(", ", shape)}]");
        else if (!Array.TrueForAll(tensor.Values, float.IsFinite))
            Note(name, "it has values that are not finite");
        else
            return [.. tensor.Values];
        return new float[shape.Aggregate(1L, (x, y) => x * y)];
    }

    private void Note(string name, string problem) => Fault ??= new Fault(file.SourceName, name, problem, "train the network again, or use the one that ships");
}
