using Restow.Networks;
using Restow.Networks.Layers;

namespace Restow.Rescheduling.Learning;

/// <summary>Encodes hosts, and again those that changed since the last time. Keeps the first layers of both heads, which depend on a host alone.</summary>
internal sealed class HostEncoder
{
    private readonly PolicyNetwork network;
    private readonly PolicyEnvironment environment;
    private readonly LayerScratch scratch = new();
    private readonly Matrix nodes = new(0, 0);
    private readonly Matrix vms = new(0, 0);
    private readonly Matrix wide = new(0, 0);
    private readonly Matrix first;
    private readonly Matrix second;
    private readonly Matrix[] vmHead;
    private readonly Matrix[] vmTokens;
    private readonly int[] seen;
    private readonly List<int> stale = [];

    public HostEncoder(PolicyNetwork network, PolicyEnvironment environment)
    {
        this.network = network;
        this.environment = environment;
        int hosts = environment.Problem.Hosts;
        first = new Matrix(environment.Problem.Nodes, 2 * network.Features);
        second = new Matrix(environment.Problem.Nodes, 2 * network.Features);
        vmHead = [.. Enumerable.Range(0, hosts).Select(_ => new Matrix(0, 0))];
        vmTokens = [.. Enumerable.Range(0, hosts).Select(_ => new Matrix(0, 0))];
        seen = new int[hosts];
        Array.Fill(seen, -1);
    }

    /// <summary>First layer of the vm head for the tokens of a host: [tokens, 2 d].</summary>
    public Matrix VmHeadOf(int host) => vmHead[host];

    /// <summary>First layer of the node head for a node as a destination: [2 d].</summary>
    public ReadOnlySpan<float> FirstOf(int node) => first.Row(node);

    /// <summary>The same for a node as the second one of a destination.</summary>
    public ReadOnlySpan<float> SecondOf(int node) => second.Row(node);

    /// <summary>Encoding of one of the environment's tokens: [d].</summary>
    public ReadOnlySpan<float> TokenOf(int token)
    {
        int host = 0;
        while (token >= vmTokens[host].Rows)
            token -= vmTokens[host++].Rows;
        return vmTokens[host].Row(token);
    }

    /// <summary>Encodes the hosts that changed.</summary>
    public void Refresh()
    {
        stale.Clear();
        for (int h = 0; h < seen.Length; h++)
        {
            if (seen[h] == environment.VersionOf(h))
                continue;
            seen[h] = environment.VersionOf(h);
            stale.Add(h);
        }

        if (stale.Count == 0)
            return;
        TokenGraph graph = Embed();
        foreach (TreeLayer layer in network.Layers)
            layer.Forward(nodes, vms, graph, scratch);
        network.NodeNorm.Forward(nodes, nodes);
        network.VmNorm.Forward(vms, vms);
        Keep();
    }

    // The tokens of the stale hosts, numbered among themselves.
    private TokenGraph Embed()
    {
        int[] nodeStart = environment.Problem.NodeStart;
        int tokenCount = stale.Sum(h => environment.TokensOf(h).Count);
        int nodeCount = stale.Sum(h => nodeStart[h + 1] - nodeStart[h]);
        var graph = new TokenGraph
        {
            First = new int[tokenCount],
            Own = new int[tokenCount],
            Second = new int[tokenCount],
            Count = new float[tokenCount],
            Sibling = new int[nodeCount],
        };
        nodes.Resize(nodeCount, network.Features);
        vms.Resize(tokenCount, network.Features);
        (int node, int token) = (0, 0);
        foreach (int h in stale)
        {
            int shift = node - nodeStart[h];
            foreach (VmToken vm in environment.TokensOf(h))
            {
                int other = PolicyFeatures.SecondNode(environment, vm);
                graph.First[token] = vm.A + shift;
                graph.Own[token] = vm.B < 0 ? -1 : vm.B + shift;
                graph.Second[token] = other < 0 ? -1 : other + shift;
                graph.Count[token] = vm.Count;
                Embed(vm, vms.Row(token++));
            }

            for (int n = nodeStart[h]; n < nodeStart[h + 1]; n++, node++)
            {
                int other = environment.Sibling[n];
                graph.Sibling[node] = other < 0 ? -1 : other + shift;
                nodes.Row(node).Clear();
                network.Node.Free.AddTo(FreeRow(n), nodes.Row(node));
                network.Node.Sibling.AddTo(FreeRow(other), nodes.Row(node));
            }
        }

        return graph;
    }

    private void Embed(in VmToken vm, Span<float> row)
    {
        VmKind kind = environment.Kinds[vm.Kind];
        VmEmbeddings tables = network.Vm;
        tables.Count.Forward([PolicyFeatures.Scale(vm.Count)], row);
        tables.Cores.AddTo(PolicyFeatures.CoreRow(kind.Cores), row);
        tables.Width.AddTo(kind.IsDouble ? 1 : 0, row);
        tables.Free.AddTo(FreeRow(vm.A), row);
        tables.Second.AddTo(FreeRow(PolicyFeatures.SecondNode(environment, vm)), row);
        tables.Released.AddTo(PolicyFeatures.CoreRow(environment.State.FreeCores[vm.A] + kind.Cores), row);
        tables.Gain.AddTo(PolicyFeatures.GainRow(PolicyFeatures.ReleaseGain(environment, vm)), row);
    }

    private int FreeRow(int node) => node < 0 ? PolicyFeatures.CoreRows : PolicyFeatures.CoreRow(environment.State.FreeCores[node]);

    private void Keep()
    {
        int token = 0;
        int width = network.Features;
        KeepNodes(network.NodeHead.First, first);
        KeepNodes(network.NodeHead.Second, second);
        network.VmHead.Token.Forward(vms, wide);
        foreach (int h in stale)
        {
            int count = environment.TokensOf(h).Count;
            vmHead[h].Resize(count, 2 * width);
            wide.Values.Slice(token * 2 * width, count * 2 * width).CopyTo(vmHead[h].Values);
            vmTokens[h].Resize(count, width);
            vms.Values.Slice(token * width, count * width).CopyTo(vmTokens[h].Values);
            token += count;
        }
    }

    private void KeepNodes(Linear layer, Matrix kept)
    {
        layer.Forward(nodes, wide);
        int node = 0;
        foreach (int h in stale)
        {
            for (int n = environment.Problem.NodeStart[h]; n < environment.Problem.NodeStart[h + 1]; n++)
                wide.Row(node++).CopyTo(kept.Row(n));
        }
    }
}
