using Restow.Core;
using Restow.Rescheduling.Learning;
using Restow.Training.Data;
using Restow.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Restow.Training.Learning;

/// <summary>Plays the paper's network: machine, then host and node.</summary>
/// <param name="model">The network.</param>
/// <param name="masked">Whether illegal destinations are masked; else choosing one costs a slot's reward and nothing moves (the paper's ablation).</param>
internal sealed class PaperPolicy(PaperModel model, bool masked)
{
    /// <summary>One decision: what was chosen, and what is needed to learn from it.</summary>
    public sealed record Move(PaperState State, int Row, Tensor LegalNodes, int Node, float LogProbability, float Value, long Slots, float Reward);

    /// <summary>One episode; greedy without a random source.</summary>
    public List<Move> Play(PolicyEnvironment environment, int steps, SeededRandom? random)
    {
        var moves = new List<Move>();
        using IDisposable none = no_grad();
        for (int t = 0; t < steps && !environment.IsOver; t++)
        {
            using DisposeScope scope = NewDisposeScope();
            var state = new PaperState(environment, (double)t / steps);
            (Tensor vms, Tensor host, Tensor vm, Tensor cross, Tensor value) = model.First(state);
            (int row, float logRow) = Choose(vms, state.LegalVms, random);
            Tensor mask = Mask(state, row);
            (int node, float logNode) = Choose(model.Second(state, host, vm, cross, row), mask, random);
            bool legal = environment.IsLegal(environment.Tokens[state.TokenOf[row]], node);
            long slots = legal ? environment.Step(state.TokenOf[row], node) : 0;
            float reward = PolicyEnvironment.RewardOfSlot * (legal ? slots : -1);
            foreach (Tensor kept in (Tensor[])[state.Hosts, state.Vms, state.SameTree, state.LegalVms, mask])
                scope.MoveToOuter(kept);
            moves.Add(new Move(state, row, mask, node, logRow + logNode, value.item<float>(), slots, reward));
        }

        return moves;
    }

    /// <summary>Logarithm of a decision's probability, the entropy of both choices, and the state's value, all with gradients.</summary>
    public (Tensor LogProbability, Tensor Entropy, Tensor Value) Judge(Move move)
    {
        (Tensor vms, Tensor host, Tensor vm, Tensor cross, Tensor value) = model.First(move.State);
        Tensor first = Masked(vms, move.State.LegalVms);
        Tensor second = Masked(model.Second(move.State, host, vm, cross, move.Row), move.LegalNodes);
        return (first[move.Row] + second[move.Node], Entropy(first) + Entropy(second), value[0]);
    }

    private Tensor Mask(PaperState state, int row)
    {
        Tensor legal = state.LegalNodes(row);
        return masked ? legal : ones_like(legal);
    }

    private static Tensor Masked(Tensor logits, Tensor legal) => F.log_softmax(logits.masked_fill(legal.logical_not(), -1e9), 0);

    private static Tensor Entropy(Tensor log) => -(log.exp() * log).sum();

    private static (int Index, float Log) Choose(Tensor logits, Tensor legal, SeededRandom? random)
    {
        float[] log = Masked(logits, legal).data<float>().ToArray();
        int chosen = Array.IndexOf(log, log.Max());
        if (random is not null)
        {
            double at = random.NextDouble();
            for (int i = 0; i < log.Length && at >= 0; i++)
            {
                if (log[i] < -1e8)
                    continue;
                chosen = i;
                at -= Math.Exp(log[i]);
            }
        }

        return (chosen, log[chosen]);
    }
}
