using System.Numerics.Tensors;
using Restow.Networks;

namespace Restow.Rescheduling.Learning;

/// <summary>Runs a network on an environment. Keeps what a move does not change: the encoding of every host but two. Not thread-safe.</summary>
internal sealed class PolicyRun(PolicyNetwork network, PolicyEnvironment environment)
{
    private readonly HostEncoder encoder = new(network, environment);
    private readonly Matrix context = new(1, PolicyFeatures.Context);
    private readonly Matrix fleet = new(1, network.Features);
    private readonly Matrix common = new(1, 2 * network.Features);
    private readonly Matrix kindRows = new(environment.Kinds.Count, 2 * network.Features);
    private readonly Matrix wide = new(0, 0);
    private readonly Matrix narrow = new(0, 0);
    private readonly Matrix scores = new(0, 0);

    /// <summary>Scores (logits) of all tokens of machines; those without a legal destination get negative infinity.</summary>
    /// <param name="logits">One for each of the environment's tokens.</param>
    public void ScoreTokens(Span<float> logits)
    {
        encoder.Refresh();
        PolicyFeatures.OfFleet(environment, context.Row(0));
        network.Context.Forward(context, fleet);
        Activations.Relu(fleet.Values);
        VmHead head = network.VmHead;
        head.Context.Forward(fleet, common);
        Span<float> counts = stackalloc float[2];
        for (int k = 0; k < kindRows.Rows; k++)
        {
            KindView view = environment.Views[k];
            counts[0] = PolicyFeatures.Scale(view.Best);
            counts[1] = PolicyFeatures.Scale(view.Tight);
            head.Counts.Forward(counts, kindRows.Row(k));
            TensorPrimitives.Add(kindRows.Row(k), common.Row(0), kindRows.Row(k));
            head.Best.AddTo(PolicyFeatures.GainRow(view.BestGain), kindRows.Row(k));
        }

        int tokens = environment.Tokens.Count;
        wide.Resize(tokens, common.Columns);
        int i = 0;
        for (int h = 0; h < environment.Problem.Hosts; h++)
        {
            Matrix cached = encoder.VmHeadOf(h);
            IReadOnlyList<VmToken> list = environment.TokensOf(h);
            for (int t = 0; t < list.Count; t++, i++)
                TensorPrimitives.Add(cached.Row(t), kindRows.Row(list[t].Kind), wide.Row(i));
        }

        Finish(head.Hidden, head.Out, environment.Legal, logits);
    }

    /// <summary>Scores (logits) of all nodes as the destination of one machine of a token; illegal ones get negative infinity.</summary>
    /// <param name="token">Index of the token, after <see cref="ScoreTokens"/> in the same state.</param>
    /// <param name="logits">One for each node.</param>
    public void ScoreDestinations(int token, Span<float> logits)
    {
        VmToken vm = environment.Tokens[token];
        VmKind kind = environment.Kinds[vm.Kind];
        NodeHead head = network.NodeHead;
        head.Context.Forward(fleet, common);
        Span<float> query = stackalloc float[common.Columns];
        head.Vm.Forward(encoder.TokenOf(token), query);
        TensorPrimitives.Add(query, common.Row(0), query);
        int nodes = environment.Problem.Nodes;
        wide.Resize(nodes, common.Columns);
        bool[] legal = new bool[nodes];
        for (int n = 0; n < nodes; n++)
        {
            legal[n] = environment.IsLegal(vm, n);
            Span<float> row = wide.Row(n);
            if (!legal[n])
            {
                row.Clear();
                continue;
            }

            int partner = environment.PartnerOf(vm.Kind, n);
            TensorPrimitives.Add(encoder.FirstOf(n), query, row);
            if (partner >= 0)
                TensorPrimitives.Add(row, encoder.SecondOf(partner), row);
            head.Left.AddTo(PolicyFeatures.LeftRow(environment, vm, n, kind.Cores), row);
            head.LeftSecond.AddTo(partner < 0 ? PolicyFeatures.CoreRows : PolicyFeatures.LeftRow(environment, vm, partner, kind.Cores), row);
            head.Gain.AddTo(PolicyFeatures.GainRow(environment.Gain(vm, n)), row);
            head.SameHost.AddTo(PolicyFeatures.SameHost(environment, vm, n), row);
        }

        Finish(head.Hidden, head.Out, legal, logits);
    }

    private void Finish(Networks.Layers.Linear hidden, Networks.Layers.Linear output, ReadOnlySpan<bool> legal, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, legal.Length);
        Activations.Relu(wide.Values);
        hidden.Forward(wide, narrow);
        Activations.Relu(narrow.Values);
        output.Forward(narrow, scores);
        for (int i = 0; i < logits.Length; i++)
            logits[i] = legal[i] ? scores[i, 0] : float.NegativeInfinity;
    }
}
