using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Search;
using Restow.Training.Data;
using Restow.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Restow.Training.Learning;

/// <summary>
/// PPO as the paper trains (EuroSys'25, section 4): 8 environments, generalised advantages (gamma .99, lambda .95, normalised), clip .1, entropy .005, value .01, gradient norm .5, up to 8 passes over the
/// data that end at a divergence of .15, a rate that falls from 2.5e-4 to 0 linearly. Small here: fleets of a few dozen hosts, an episode of 8 migrations each.
/// </summary>
internal sealed class PaperPpo(PaperPolicy policy, AdamW optimiser, IClusters clusters, int fleets, TrainingOptions options) : ITraining
{
    private const int Environments = 8;
    private const int Moves = 8;
    private const int Passes = 8;
    private const int Minibatch = 16;
    private const double Gamma = 0.99;
    private const double Lambda = 0.95;
    private const double Clip = 0.1;
    private const double EntropyWeight = 0.005;
    private const double ValueWeight = 0.01;
    private const double MostDivergence = 0.15;

    public int Steps => options.Steps;

    public StepMetrics Step(int step)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new SeededRandom((options.Seed * 1_000_003) + (ulong)step);
        var data = new List<Decision>();
        double gained = 0;
        for (int e = 0; e < Environments; e++)
        {
            ReschedulingProblem problem = ReschedulingProblem.Compile(clusters.Of(random.Next(fleets)).Fleet, new ReschedulingOptions { MaxMigrations = Moves });
            var environment = new PolicyEnvironment(problem, options.Tabu);
            long before = environment.State.Value;
            List<PaperPolicy.Move> episode = policy.Play(environment, Moves, random);
            gained += (double)(environment.State.Value - before) / Environments;
            data.AddRange(Advantages(episode));
        }

        double mean = data.Average(d => d.Advantage);
        double spread = Math.Sqrt(data.Average(d => (d.Advantage - mean) * (d.Advantage - mean))) + 1e-8;
        Decision[] order = [.. data.Select(d => d with { Advantage = (d.Advantage - mean) / spread })];
        double rate = options.Rate * (1 - ((double)step / options.Steps));
        (double loss, double norm, double divergence) = (0, 0, 0);
        for (int pass = 0; pass < Passes && divergence < MostDivergence; pass++)
        {
            random.Shuffle<Decision>(order);
            (loss, divergence) = (0, 0);
            foreach (Decision[] batch in order.Chunk(Minibatch))
            {
                foreach (Decision decision in batch)
                {
                    using DisposeScope inner = NewDisposeScope();
                    (Tensor value, double ratioLog) = Loss(decision);
                    (value / batch.Length).backward();
                    loss += value.item<float>() / order.Length;
                    divergence += (Math.Exp(ratioLog) - 1 - ratioLog) / order.Length;
                }

                norm = optimiser.Step(rate);
            }
        }

        return new StepMetrics(loss, norm, gained);
    }

    private (Tensor Loss, double RatioLog) Loss(Decision decision)
    {
        (Tensor log, Tensor entropy, Tensor value) = policy.Judge(decision.Move);
        Tensor ratioLog = log - decision.Move.LogProbability;
        Tensor ratio = ratioLog.exp();
        Tensor gain = minimum(ratio * decision.Advantage, ratio.clamp(1 - Clip, 1 + Clip) * decision.Advantage);
        return (-gain - (EntropyWeight * entropy) + (ValueWeight * (value - decision.Return).square()), ratioLog.item<float>());
    }

    // Generalised advantage estimation over a whole episode, which ends in value 0.
    private static IEnumerable<Decision> Advantages(List<PaperPolicy.Move> episode)
    {
        double advantage = 0;
        for (int t = episode.Count - 1; t >= 0; t--)
        {
            double next = t + 1 < episode.Count ? episode[t + 1].Value : 0;
            advantage = episode[t].Reward + (Gamma * next) - episode[t].Value + (Gamma * Lambda * advantage);
            yield return new Decision(episode[t], advantage, advantage + episode[t].Value);
        }
    }

    private sealed record Decision(PaperPolicy.Move Move, double Advantage, double Return);
}
