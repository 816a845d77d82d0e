using Restow.Networks.Storage;
using Restow.Rescheduling.Learning;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Restow.Training.Torch;

/// <summary>The policy's network in libtorch, for training: the same names, shapes and function as <see cref="PolicyNetwork"/>.</summary>
internal sealed class PolicyModel : ParameterSet
{
    private readonly int layers;
    private readonly int features;

    public PolicyModel(int features, int layers, ulong seed)
        : base(seed)
    {
        (this.features, this.layers) = (features, layers);
        int wide = 2 * features;
        const int Cores = PolicyFeatures.CoreRows;
        Embedding("node.free", Cores, features);
        Embedding("node.sibling", Cores + 1, features);
        Embedding("vm.cores", Cores, features);
        Embedding("vm.width", 2, features);
        Embedding("vm.free", Cores, features);
        Embedding("vm.second", Cores + 1, features);
        Embedding("vm.released", Cores, features);
        Embedding("vm.gain", PolicyFeatures.GainRows, features);
        Linear("vm.count", 1, features);
        for (int l = 0; l < layers; l++)
            Layer($"layer.{l}");
        Norm("node.norm", features);
        Norm("vm.norm", features);
        Linear("context", PolicyFeatures.Context, features);
        Linear("vm_head.token", features, wide);
        Linear("vm_head.context", features, wide);
        Embedding("vm_head.best", PolicyFeatures.GainRows, wide);
        Linear("vm_head.counts", 2, wide);
        Linear("vm_head.hidden", wide, features);
        Linear("vm_head.out", features, 1);
        Linear("node_head.first", features, wide);
        Linear("node_head.second", features, wide);
        Linear("node_head.vm", features, wide);
        Linear("node_head.context", features, wide);
        Embedding("node_head.left", Cores, wide);
        Embedding("node_head.left_second", Cores + 1, wide);
        Embedding("node_head.gain", PolicyFeatures.GainRows, wide);
        Embedding("node_head.same_host", 2, wide);
        Linear("node_head.hidden", wide, features);
        Linear("node_head.out", features, 1);
    }

    /// <summary>The weights as <see cref="PolicyNetwork"/> reads them.</summary>
    public TensorFile Export(IReadOnlyDictionary<string, string>? remarks = null) => new()
    {
        SourceName = "the network in training",
        Tensors = Tensors(),
        Metadata = new Dictionary<string, string>(remarks ?? new Dictionary<string, string>()) { ["features"] = $"{features}", ["layers"] = $"{layers}" },
    };

    /// <summary>The network that inference runs, with the weights of now.</summary>
    public PolicyNetwork Freeze() => PolicyNetwork.Of(Export()).Value;

    /// <summary>Logarithms of the probabilities: [samples, most legal tokens] and [samples, most destinations], padded with about minus 10^9.</summary>
    public (Tensor Tokens, Tensor Nodes) Forward(PolicyBatch b)
    {
        Tensor node = Rows("node.free", b.NodeFree) + Rows("node.sibling", b.NodeSiblingFree);
        Tensor vm = Rows("vm.cores", b.Cores) + Rows("vm.width", b.Width) + Rows("vm.free", b.Free) + Rows("vm.second", b.SecondFree)
            + Rows("vm.released", b.Released) + Rows("vm.gain", b.Gain) + Apply("vm.count", b.CountScale);
        for (int l = 0; l < layers; l++)
            (node, vm) = Layer($"layer.{l}", node, vm, b);
        node = Normalise("node.norm", node);
        vm = Normalise("vm.norm", vm);
        Tensor context = F.relu(Apply("context", b.Context));
        Tensor x = Apply("vm_head.token", vm) + Apply("vm_head.context", context).index_select(0, b.TokenSample) + Rows("vm_head.best", b.Best) + Apply("vm_head.counts", b.KindCounts);
        x = Apply("vm_head.out", F.relu(Apply("vm_head.hidden", F.relu(x.index_select(0, b.LegalToken)))));
        Tensor tokens = b.Pad(x.squeeze(1), b.LegalTokenPlace, b.MostTokens);
        Tensor query = Apply("node_head.vm", vm.index_select(0, b.Chosen)) + Apply("node_head.context", context);
        Tensor second = Absent(Apply("node_head.second", node));
        Tensor y = Apply("node_head.first", node).index_select(0, b.Node) + second.index_select(0, b.Partner) + query.index_select(0, b.NodeSample)
            + Rows("node_head.left", b.Left) + Rows("node_head.left_second", b.LeftSecond) + Rows("node_head.gain", b.NodeGain) + Rows("node_head.same_host", b.SameHost);
        y = Apply("node_head.out", F.relu(Apply("node_head.hidden", F.relu(y))));
        Tensor nodes = b.Pad(y.squeeze(1), b.NodePlace, b.MostNodes);
        return (F.log_softmax(tokens, 1), F.log_softmax(nodes, 1));
    }

    // A row of zeros at the end, for the index that stands for none.
    private static Tensor Absent(Tensor rows) => cat([rows, zeros(1, rows.shape[1])], 0);

    private (Tensor Node, Tensor Vm) Layer(string name, Tensor node, Tensor vm, PolicyBatch b)
    {
        Tensor v = Normalise($"{name}.vm_norm", vm);
        Tensor n = Normalise($"{name}.node_norm", node);
        Tensor message = Apply($"{name}.message", v) * Apply($"{name}.message_gate", v).sigmoid() * b.Count;
        Tensor sum = zeros(node.shape[0] + 1, features).index_add(0, b.First, message, 1).index_add(0, b.Own, message, 1).slice(0, 0, node.shape[0], 1);
        node = node + Apply($"{name}.update", sum) + Absent(Apply($"{name}.sibling", n)).index_select(0, b.NodeSibling);
        Tensor gate = Apply($"{name}.look_gate", v).sigmoid();
        Tensor seen = Normalise($"{name}.seen_norm", node);
        vm = vm + (gate * (Apply($"{name}.first", seen).index_select(0, b.First) + Absent(Apply($"{name}.second", seen)).index_select(0, b.Second)));
        return (FeedForward($"{name}.node_forward", node), FeedForward($"{name}.vm_forward", vm));
    }

    private Tensor FeedForward(string name, Tensor x) => x + Apply($"{name}.down", F.relu(Apply($"{name}.up", Normalise($"{name}.norm", x))));

    private void Layer(string name)
    {
        foreach (string norm in (string[])["vm_norm", "node_norm", "seen_norm"])
            Norm($"{name}.{norm}", features);
        foreach (string linear in (string[])["message", "message_gate", "update", "sibling", "first", "second", "look_gate"])
            Linear($"{name}.{linear}", features, features);
        foreach (string forward in (string[])["node_forward", "vm_forward"])
        {
            Norm($"{name}.{forward}.norm", features);
            Linear($"{name}.{forward}.up", features, 2 * features);
            Linear($"{name}.{forward}.down", 2 * features, features);
        }
    }
}
