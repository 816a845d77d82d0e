using Restow.Training.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Restow.Training.Torch;

/// <summary>
/// The network of "Towards VM Rescheduling Optimization Through Deep Reinforcement Learning" (EuroSys'25, section 3.3): tokens of hosts and of machines; each layer attends inside the trees of a host and its
/// machines, among hosts, among machines, and from machines to hosts, then feeds forward. Two stages: a machine; then a host and node for it, from host tokens with the chosen machine and its last
/// cross-attention weight. A value head on the mean of all tokens.
/// </summary>
/// <remarks>Pre-norm, two heads, feed-forward as wide as a token. One state at a time: fleets differ in their numbers of machines. The public code's faults are not copied: features of a moved machine are its own, no dropout.</remarks>
internal sealed class PaperModel : ParameterSet
{
    private const int Heads = 2;

    private readonly int features;
    private readonly int layers;
    private readonly bool attention;

    /// <param name="features">Width of a token; the paper has 64.</param>
    /// <param name="layers">Layers of each part; the paper has 2.</param>
    /// <param name="attention">Whether hosts and machines attend among themselves and across; the tree always does.</param>
    /// <param name="seed">Seed of the weights.</param>
    public PaperModel(int features, int layers, bool attention, ulong seed)
        : base(seed)
    {
        (this.features, this.layers, this.attention) = (features, layers, attention);
        Linear("host.in", PaperState.HostFeatures, features);
        Linear("vm.in", PaperState.VmFeatures, features);
        for (int l = 0; l < layers; l++)
        {
            foreach (string part in (string[])["tree", "host", "vm", "cross"])
                Attention($"layer.{l}.{part}");
            Forward($"layer.{l}.host_forward");
            Forward($"layer.{l}.vm_forward");
            Attention($"second.{l}.host");
            Forward($"second.{l}.host_forward");
        }

        Linear("vm.out", features, 1);
        Linear("second.in", PaperState.HostFeatures + features + 1 + features, features);
        Linear("second.out", features, 2);
        Linear("value", 2 * features, 1);
    }

    /// <summary>Logits of machines [v], encodings of hosts [h, d] and machines [v, d], last cross-attention [v, h], the state's value [1].</summary>
    public (Tensor Vms, Tensor Host, Tensor Vm, Tensor Cross, Tensor Value) First(PaperState state)
    {
        Tensor host = Apply("host.in", state.Hosts);
        Tensor vm = Apply("vm.in", state.Vms);
        Tensor cross = zeros(state.Vms.shape[0], state.Hosts.shape[0]);
        for (int l = 0; l < layers; l++)
        {
            string name = $"layer.{l}";
            Tensor both = cat([host, vm], 0);
            both = both + Attend($"{name}.tree", both, both, state.SameTree).Result;
            host = both.slice(0, 0, host.shape[0], 1);
            vm = both.slice(0, host.shape[0], both.shape[0], 1);
            if (attention)
            {
                host = host + Attend($"{name}.host", host, host, null).Result;
                vm = vm + Attend($"{name}.vm", vm, vm, null).Result;
                (Tensor seen, cross) = Attend($"{name}.cross", vm, host, null);
                vm = vm + seen;
            }

            host = FeedForward($"{name}.host_forward", host);
            vm = FeedForward($"{name}.vm_forward", vm);
        }

        Tensor value = Apply("value", cat([host.mean([0]), vm.mean([0])], 0).unsqueeze(0)).squeeze(0);
        return (Apply("vm.out", vm).squeeze(1), host, vm, cross, value);
    }

    /// <summary>Logits of (host, preferred node) for the chosen machine: [2 h].</summary>
    public Tensor Second(PaperState state, Tensor host, Tensor vm, Tensor cross, int chosen)
    {
        Tensor own = vm[chosen].unsqueeze(0).expand(host.shape[0], features);
        Tensor x = Apply("second.in", cat([state.Hosts, host, cross[chosen].unsqueeze(1), own], 1));
        for (int l = 0; l < layers; l++)
        {
            if (attention)
                x = x + Attend($"second.{l}.host", x, x, null).Result;
            x = FeedForward($"second.{l}.host_forward", x);
        }

        return Apply("second.out", x).reshape(-1);
    }

    private (Tensor Result, Tensor Weights) Attend(string name, Tensor from, Tensor to, Tensor? mask)
    {
        Tensor f = Normalise($"{name}.norm", from);
        Tensor t = ReferenceEquals(from, to) ? f : Normalise($"{name}.norm", to);
        Tensor Split(Tensor x) => x.view(x.shape[0], Heads, features / Heads).transpose(0, 1);
        Tensor scores = matmul(Split(Apply($"{name}.query", f)), Split(Apply($"{name}.key", t)).transpose(1, 2)) / Math.Sqrt(features / Heads);
        if (mask is not null)
            scores = scores.masked_fill(mask.logical_not(), -1e9);
        Tensor weights = F.softmax(scores, 2);
        Tensor mixed = matmul(weights, Split(Apply($"{name}.value", t))).transpose(0, 1).reshape(from.shape[0], features);
        return (Apply($"{name}.out", mixed), weights.mean([0]));
    }

    private Tensor FeedForward(string name, Tensor x) => x + Apply($"{name}.down", F.relu(Apply($"{name}.up", Normalise($"{name}.norm", x))));

    private void Attention(string name)
    {
        Norm($"{name}.norm", features);
        foreach (string part in (string[])["query", "key", "value", "out"])
            Linear($"{name}.{part}", features, features);
    }

    private void Forward(string name)
    {
        Norm($"{name}.norm", features);
        Linear($"{name}.up", features, features);
        Linear($"{name}.down", features, features);
    }
}
