using Restow.Networks;
using Restow.Networks.Layers;
using Restow.Networks.Storage;

namespace Restow.Rescheduling.Learning;

/// <summary>
/// One round of messages inside hosts, each sum a residual on normalised tokens:
/// 1. a node adds up its machines' gated messages, each as often as there are machines in the token, and looks at its sibling;
/// 2. a machine looks through a gate at its node and at the second one (its own, or the sibling);
/// 3. both pass a feed-forward network of twice the width.
/// </summary>
internal sealed class TreeLayer(WeightReader read, string name, int features)
{
    private readonly LayerNorm vmNorm = read.LayerNorm($"{name}.vm_norm", features);
    private readonly LayerNorm nodeNorm = read.LayerNorm($"{name}.node_norm", features);
    private readonly LayerNorm seenNorm = read.LayerNorm($"{name}.seen_norm", features);
    private readonly Linear message = read.Linear($"{name}.message", features, features);
    private readonly Linear messageGate = read.Linear($"{name}.message_gate", features, features);
    private readonly Linear update = read.Linear($"{name}.update", features, features);
    private readonly Linear sibling = read.Linear($"{name}.sibling", features, features);
    private readonly Linear first = read.Linear($"{name}.first", features, features);
    private readonly Linear second = read.Linear($"{name}.second", features, features);
    private readonly Linear lookGate = read.Linear($"{name}.look_gate", features, features);
    private readonly FeedForward nodeForward = new(read, $"{name}.node_forward", features);
    private readonly FeedForward vmForward = new(read, $"{name}.vm_forward", features);

    /// <summary>Changes both kinds of tokens in place.</summary>
    /// <param name="nodes">[nodes, d].</param>
    /// <param name="vms">[tokens, d].</param>
    /// <param name="graph">Which token hangs on which nodes.</param>
    /// <param name="scratch">Memory for what lies between.</param>
    public void Forward(Matrix nodes, Matrix vms, TokenGraph graph, LayerScratch scratch)
    {
        vmNorm.Forward(vms, scratch.Vm);
        nodeNorm.Forward(nodes, scratch.Node);
        message.Forward(scratch.Vm, scratch.Message);
        messageGate.Forward(scratch.Vm, scratch.Gate);
        Activations.Sigmoid(scratch.Gate.Values);
        scratch.Sum.Resize(nodes.Rows, features);
        scratch.Sum.Values.Clear();
        Gating.Scatter(scratch.Message, scratch.Gate, graph.Count, graph.First, scratch.Sum);
        Gating.Scatter(scratch.Message, scratch.Gate, graph.Count, graph.Own, scratch.Sum);
        update.Forward(scratch.Sum, scratch.Message);
        Add(scratch.Message, nodes);
        sibling.Forward(scratch.Node, scratch.Sum);
        scratch.AddRows(scratch.Sum, graph.Sibling, nodes);

        lookGate.Forward(scratch.Vm, scratch.Gate);
        Activations.Sigmoid(scratch.Gate.Values);
        seenNorm.Forward(nodes, scratch.Node);
        first.Forward(scratch.Node, scratch.Sum);
        Gating.Gather(scratch.Sum, scratch.Gate, graph.First, vms);
        second.Forward(scratch.Node, scratch.Sum);
        Gating.Gather(scratch.Sum, scratch.Gate, graph.Second, vms);

        nodeForward.Forward(nodes, scratch);
        vmForward.Forward(vms, scratch);
    }

    private static void Add(Matrix x, Matrix sum) => System.Numerics.Tensors.TensorPrimitives.Add(sum.Values, x.Values, sum.Values);

    /// <summary>x + down(relu(up(norm(x)))).</summary>
    private sealed class FeedForward(WeightReader read, string name, int features)
    {
        private readonly LayerNorm norm = read.LayerNorm($"{name}.norm", features);
        private readonly Linear up = read.Linear($"{name}.up", features, 2 * features);
        private readonly Linear down = read.Linear($"{name}.down", 2 * features, features);

        public void Forward(Matrix x, LayerScratch scratch)
        {
            norm.Forward(x, scratch.Message);
            up.Forward(scratch.Message, scratch.Wide);
            Activations.Relu(scratch.Wide.Values);
            down.Forward(scratch.Wide, scratch.Message);
            Add(scratch.Message, x);
        }
    }
}

/// <summary>Edges between tokens of machines and nodes, by index; -1 where there is none.</summary>
internal sealed class TokenGraph
{
    /// <summary>First node of each token.</summary>
    public required int[] First { get; init; }

    /// <summary>Second node of each token on two nodes.</summary>
    public required int[] Own { get; init; }

    /// <summary>Second node of each token, or the sibling of its only one.</summary>
    public required int[] Second { get; init; }

    /// <summary>Machines in each token.</summary>
    public required float[] Count { get; init; }

    /// <summary>Sibling of each node.</summary>
    public required int[] Sibling { get; init; }
}

/// <summary>Memory that layers share, so that a forward pass allocates little.</summary>
internal sealed class LayerScratch
{
    public Matrix Vm { get; } = new(0, 0);

    public Matrix Node { get; } = new(0, 0);

    public Matrix Message { get; } = new(0, 0);

    public Matrix Gate { get; } = new(0, 0);

    public Matrix Sum { get; } = new(0, 0);

    public Matrix Wide { get; } = new(0, 0);

    /// <summary>Adds row index[i] of <paramref name="source"/> to row i of <paramref name="target"/>.</summary>
    public void AddRows(Matrix source, ReadOnlySpan<int> index, Matrix target)
    {
        Gate.Resize(target.Rows, target.Columns);
        Gate.Values.Fill(1);
        Gating.Gather(source, Gate, index, target);
    }
}
