using Restow.Core;
using Restow.Networks.Storage;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Restow.Training.Torch;

/// <summary>Named parameters of a network, initialised from a seed, and the layers made of them.</summary>
internal abstract class ParameterSet(ulong seed)
{
    private readonly SeededRandom random = new(seed);

    /// <summary>Parameters by name; they require gradients.</summary>
    public SortedDictionary<string, Tensor> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>How many numbers are learned.</summary>
    public long Count => Parameters.Values.Sum(p => p.numel());

    /// <summary>A copy of all values.</summary>
    public Dictionary<string, StoredTensor> Tensors() =>
        Parameters.ToDictionary(p => p.Key, p => new StoredTensor(p.Value.shape, p.Value.data<float>().ToArray()), StringComparer.Ordinal);

    /// <summary>Sets all values from a file with the same names and shapes, or says which does not fit.</summary>
    public Fault? Load(TensorFile file)
    {
        foreach ((string name, Tensor parameter) in Parameters)
        {
            if (!file.Tensors.TryGetValue(name, out StoredTensor? stored) || !stored.Shape.SequenceEqual(parameter.shape))
                return new Fault(file.SourceName, name, "it is missing or has another shape", "give the same size of network as when it was written");
            Set(parameter, stored.Values);
        }

        return null;
    }

    /// <summary>Writes values into a tensor.</summary>
    public static void Set(Tensor target, float[] values)
    {
        using IDisposable none = no_grad();
        using Tensor source = tensor(values, target.shape);
        target.copy_(source);
    }

    protected void Linear(string name, int input, int output)
    {
        float range = 1 / MathF.Sqrt(input);
        Add($"{name}.weight", [output, input], () => range * ((2 * (float)random.NextDouble()) - 1));
        Add($"{name}.bias", [output], () => 0);
    }

    protected void Embedding(string name, int count, int features) => Add($"{name}.weight", [count, features], () => 0.3f * ((2 * (float)random.NextDouble()) - 1));

    protected void Norm(string name, int features)
    {
        Add($"{name}.weight", [features], () => 1);
        Add($"{name}.bias", [features], () => 0);
    }

    protected Tensor Apply(string linear, Tensor x) => F.linear(x, Parameters[$"{linear}.weight"], Parameters[$"{linear}.bias"]);

    protected Tensor Rows(string embedding, Tensor index) => Parameters[$"{embedding}.weight"].index_select(0, index);

    protected Tensor Normalise(string norm, Tensor x) => F.layer_norm(x, [x.shape[^1]], Parameters[$"{norm}.weight"], Parameters[$"{norm}.bias"], 1e-5);

    private void Add(string name, long[] shape, Func<float> value)
    {
        float[] values = new float[shape.Aggregate(1L, (x, y) => x * y)];
        for (int i = 0; i < values.Length; i++)
            values[i] = value();
        Parameters.Add(name, tensor(values, shape).requires_grad_().DetachFromDisposeScope());
    }
}
