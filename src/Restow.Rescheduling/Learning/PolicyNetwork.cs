using System.Globalization;
using Restow.Core;
using Restow.Networks.Layers;
using Restow.Networks.Storage;

namespace Restow.Rescheduling.Learning;

/// <summary>
/// The weights of the two-stage policy. An encoder sees each host by itself: tokens of machines and NUMA nodes exchange gated messages along the tree host - node - machine, two rounds. Two heads
/// then see the fleet: the first scores tokens of machines, the second destination nodes for the chosen machine. Immutable, shared by threads.
/// </summary>
/// <remarks>
/// What the whole fleet looks like enters at the heads alone, so that a move changes the encoding of two hosts and no other. With d features the parameters are about
/// 70 d^2: <c>features</c> and <c>layers</c> stand in the file's metadata.
/// </remarks>
internal sealed class PolicyNetwork
{
    private PolicyNetwork(WeightReader read, int features, int layers)
    {
        Features = features;
        int wide = 2 * features;
        Node = new NodeEmbeddings(read.Embedding("node.free", PolicyFeatures.CoreRows, features), read.Embedding("node.sibling", PolicyFeatures.CoreRows + 1, features));
        Vm = new VmEmbeddings(
            read.Embedding("vm.cores", PolicyFeatures.CoreRows, features),
            read.Embedding("vm.width", 2, features),
            read.Embedding("vm.free", PolicyFeatures.CoreRows, features),
            read.Embedding("vm.second", PolicyFeatures.CoreRows + 1, features),
            read.Embedding("vm.released", PolicyFeatures.CoreRows, features),
            read.Embedding("vm.gain", PolicyFeatures.GainRows, features),
            read.Linear("vm.count", 1, features));
        Layers = [.. Enumerable.Range(0, layers).Select(l => new TreeLayer(read, $"layer.{l}", features))];
        NodeNorm = read.LayerNorm("node.norm", features);
        VmNorm = read.LayerNorm("vm.norm", features);
        Context = read.Linear("context", PolicyFeatures.Context, features);
        VmHead = new VmHead(
            read.Linear("vm_head.token", features, wide),
            read.Linear("vm_head.context", features, wide),
            read.Embedding("vm_head.best", PolicyFeatures.GainRows, wide),
            read.Linear("vm_head.counts", 2, wide),
            read.Linear("vm_head.hidden", wide, features),
            read.Linear("vm_head.out", features, 1));
        NodeHead = new NodeHead(
            read.Linear("node_head.first", features, wide),
            read.Linear("node_head.second", features, wide),
            read.Linear("node_head.vm", features, wide),
            read.Linear("node_head.context", features, wide),
            read.Embedding("node_head.left", PolicyFeatures.CoreRows, wide),
            read.Embedding("node_head.left_second", PolicyFeatures.CoreRows + 1, wide),
            read.Embedding("node_head.gain", PolicyFeatures.GainRows, wide),
            read.Embedding("node_head.same_host", 2, wide),
            read.Linear("node_head.hidden", wide, features),
            read.Linear("node_head.out", features, 1));
    }

    /// <summary>d, the width of every token.</summary>
    public int Features { get; }

    public NodeEmbeddings Node { get; }

    public VmEmbeddings Vm { get; }

    public IReadOnlyList<TreeLayer> Layers { get; }

    public LayerNorm NodeNorm { get; }

    public LayerNorm VmNorm { get; }

    public Linear Context { get; }

    public VmHead VmHead { get; }

    public NodeHead NodeHead { get; }

    /// <summary>The network of a file, or what is wrong with it.</summary>
    public static Result<PolicyNetwork> Of(TensorFile file)
    {
        if (!Number(file, "features", 4, 1024).TryGet(out int features, out Fault? fault) || !Number(file, "layers", 0, 16).TryGet(out int layers, out fault))
            return fault;
        var read = new WeightReader(file);
        var network = new PolicyNetwork(read, features, layers);
        return read.Fault is { } missing ? missing : network;
    }

    private static Result<int> Number(TensorFile file, string name, int least, int most) =>
        file.Metadata.TryGetValue(name, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : new Fault(file.SourceName, $"metadata {name}", $"it is not a number from {least} to {most}", "give a file that restow-train vm wrote");
}

/// <summary>Learned rows of a node's numbers; the last one of <paramref name="Sibling"/> stands for no sibling.</summary>
internal sealed record NodeEmbeddings(Embedding Free, Embedding Sibling);

/// <summary>Learned rows of a token's numbers; the last one of <paramref name="Second"/> stands for no second node.</summary>
internal sealed record VmEmbeddings(Embedding Cores, Embedding Width, Embedding Free, Embedding Second, Embedding Released, Embedding Gain, Linear Count);

/// <summary>Scores tokens: out(relu(hidden(relu(token + context + best + counts)))).</summary>
internal sealed record VmHead(Linear Token, Linear Context, Embedding Best, Linear Counts, Linear Hidden, Linear Out);

/// <summary>Scores destinations: out(relu(hidden(relu(first + second + vm + context + left + gain + same host)))).</summary>
internal sealed record NodeHead(
    Linear First, Linear Second, Linear Vm, Linear Context, Embedding Left, Embedding LeftSecond, Embedding Gain, Embedding SameHost, Linear Hidden, Linear Out);
