using Restow.Networks.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Restow.Training.Torch;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019) and clipping of the gradient's norm. Its state is plain tensors, so that a checkpoint holds all of it.</summary>
internal sealed class AdamW(ParameterSet parameters)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private readonly Dictionary<string, (Tensor First, Tensor Second)> moments = parameters.Parameters.ToDictionary(
        p => p.Key, p => (zeros_like(p.Value).detach().DetachFromDisposeScope(), zeros_like(p.Value).detach().DetachFromDisposeScope()));

    /// <summary>Steps so far.</summary>
    public int Steps { get; private set; }

    public double Epsilon { get; init; } = 1e-8;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients with a longer norm are shortened to it.</summary>
    public double MostNorm { get; init; } = 1;

    /// <summary>One step along the gradients, which are then cleared.</summary>
    /// <returns>Norm of the gradient before clipping.</returns>
    public double Step(double rate)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Steps++;
        (string Name, Tensor Value, Tensor Gradient)[] all = [.. parameters.Parameters.Where(p => p.Value.grad is not null).Select(p => (p.Key, p.Value, p.Value.grad!))];
        double norm = Math.Sqrt(stack(all.Select(p => p.Gradient.square().sum())).sum().item<float>());
        double scale = norm > MostNorm ? MostNorm / norm : 1;
        double size = rate * Math.Sqrt(1 - Math.Pow(Beta2, Steps)) / (1 - Math.Pow(Beta1, Steps));
        double epsilon = Epsilon * Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        foreach ((string name, Tensor value, Tensor gradient) in all)
        {
            gradient.mul_(scale);
            (Tensor first, Tensor second) = moments[name];
            first.mul_(Beta1).add_(gradient, 1 - Beta1);
            second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            value.mul_(1 - (rate * WeightDecay));
            value.addcdiv_(first, second.sqrt().add_(epsilon), -size);
            gradient.zero_();
        }

        return norm;
    }

    /// <summary>Adds both moments of each parameter to a checkpoint.</summary>
    public void Save(Dictionary<string, StoredTensor> tensors)
    {
        foreach ((string name, (Tensor first, Tensor second)) in moments)
        {
            tensors[$"{name}#first"] = new StoredTensor(first.shape, first.data<float>().ToArray());
            tensors[$"{name}#second"] = new StoredTensor(second.shape, second.data<float>().ToArray());
        }
    }

    /// <summary>Takes both moments back from a checkpoint after as many steps.</summary>
    public void Load(TensorFile file, int steps)
    {
        Steps = steps;
        foreach ((string name, (Tensor first, Tensor second)) in moments)
        {
            ParameterSet.Set(first, file.Tensors[$"{name}#first"].Values);
            ParameterSet.Set(second, file.Tensors[$"{name}#second"].Values);
        }
    }
}
