using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;
using Restow.Training.Data;
using Restow.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Restow.Training.Learning;

/// <summary>
/// Learning by trial: in each step a few small fleets are played several times with the policy of now; an action is as good as what its episode earned from there on, less the mean of the
/// fleet's other episodes at the same move. The loss is PPO's, clipped (Schulman et al., 2017), with the group's mean as the baseline, so that no value network is needed.
/// </summary>
/// <remarks>Episodes are played by the inference code. Everything that a step draws comes from the seed and the step's number.</remarks>
internal sealed class GroupPolicyGradient(PolicyModel model, AdamW optimiser, IClusters clusters, int fleets, TrainingOptions options) : ITraining
{
    private const int Instances = 8;
    private const int Episodes = 8;
    private const int FewestMoves = 8;
    private const int Minibatch = 64;
    private const float Clip = 0.2f;

    public int Steps => options.Steps;

    /// <summary>Weight of the entropy of both choices.</summary>
    public double Entropy { get; init; } = 0.005;

    public StepMetrics Step(int step)
    {
        var random = new SeededRandom((options.Seed * 1_000_003) + (ulong)step);
        PolicyNetwork network = model.Freeze();
        var samples = new List<PolicySample>();
        double reward = 0;
        for (int i = 0; i < Instances; i++)
        {
            (Fleet fleet, int migrations) = clusters.Of(random.Next(fleets));
            ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, new ReschedulingOptions { MaxMigrations = Math.Max(FewestMoves, migrations) });
            List<(PolicySample Sample, float Reward)>[] group = [.. Enumerable.Range(0, Episodes).Select(_ => Play(network, problem, random))];
            reward += group.Average(e => e.Sum(s => s.Reward)) / PolicyEnvironment.RewardOfSlot / Instances;
            samples.AddRange(WithAdvantages(group));
        }

        PolicySample[] order = [.. samples];
        random.Shuffle<PolicySample>(order);
        double rate = options.Rate * (1 - ((double)step / options.Steps));
        double loss = 0;
        double norm = 0;
        PolicySample[][] batches = [.. order.Chunk(Minibatch)];
        foreach (PolicySample[] batch in batches)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor value = Loss(model, batch, Clip, Entropy);
            value.backward();
            norm = optimiser.Step(rate);
            loss += value.item<float>() / batches.Length;
        }

        return new StepMetrics(loss, norm, reward);
    }

    /// <summary>The clipped loss of actions with their advantages.</summary>
    public static Tensor Loss(PolicyModel model, IReadOnlyList<PolicySample> batch, float clip, double entropy)
    {
        var b = new PolicyBatch(batch);
        (Tensor tokens, Tensor nodes) = model.Forward(b);
        Tensor taken = Taken(tokens, batch, s => s.ChosenAt) + Taken(nodes, batch, s => s.NodeAt);
        Tensor ratio = (taken - tensor(batch.Select(s => s.OldLogProbability).ToArray())).exp();
        Tensor advantage = tensor(batch.Select(s => s.Advantage).ToArray());
        Tensor gain = minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage).mean();
        return -gain - (entropy * (Spread(tokens) + Spread(nodes)));
    }

    private static Tensor Taken(Tensor logProbabilities, IReadOnlyList<PolicySample> batch, Func<PolicySample, int> which) =>
        logProbabilities.gather(1, tensor(batch.Select(s => (long)which(s)).ToArray()).unsqueeze(1)).squeeze(1);

    // Mean entropy; padding has probability 0.
    private static Tensor Spread(Tensor logProbabilities) => -(logProbabilities.exp() * logProbabilities).sum(1).mean();

    // What an action earned is what its episode earned from there on; all episodes of a group start alike.
    private static IEnumerable<PolicySample> WithAdvantages(List<(PolicySample Sample, float Reward)>[] group)
    {
        float[][] earned = [.. group.Select(e => e.Select((_, t) => e.Skip(t).Sum(s => s.Reward)).ToArray())];
        for (int t = 0; t < earned.Max(e => e.Length); t++)
        {
            float[] now = [.. earned.Where(e => e.Length > t).Select(e => e[t])];
            if (now.Length < 2)
                continue;
            float mean = now.Average();
            float spread = MathF.Sqrt(now.Average(x => (x - mean) * (x - mean))) + (0.25f * PolicyEnvironment.RewardOfSlot);
            for (int e = 0; e < group.Length; e++)
            {
                if (earned[e].Length > t)
                    yield return group[e][t].Sample with { Advantage = (earned[e][t] - mean) / spread };
            }
        }
    }

    private List<(PolicySample Sample, float Reward)> Play(PolicyNetwork network, ReschedulingProblem problem, SeededRandom random)
    {
        var environment = new PolicyEnvironment(problem, options.Tabu);
        var run = new PolicyRun(network, environment);
        var episode = new List<(PolicySample, float)>();
        float[] nodes = new float[problem.Nodes];
        while (!environment.IsOver)
        {
            float[] tokens = new float[environment.Tokens.Count];
            run.ScoreTokens(tokens);
            int token = Draw(tokens, random, out float tokenLog);
            run.ScoreDestinations(token, nodes);
            int node = Draw(nodes, random, out float nodeLog);
            PolicySample sample = SampleBuilder.Of(environment, token, _ => 0, _ => 0);
            sample = sample with { NodeAt = Array.IndexOf(sample.Nodes, node), OldLogProbability = tokenLog + nodeLog };
            episode.Add((sample, PolicyEnvironment.RewardOfSlot * environment.Step(token, node)));
        }

        return episode;
    }

    private static int Draw(float[] logits, SeededRandom random, out float log)
    {
        float[] p = [.. logits];
        Networks.Activations.Softmax(p);
        double at = random.NextDouble();
        int last = -1;
        for (int i = 0; i < p.Length && at >= 0; i++)
        {
            if (p[i] <= 0)
                continue;
            last = i;
            at -= p[i];
        }

        log = MathF.Log(p[last]);
        return last;
    }
}
