using Restow.Core;
using Restow.Rescheduling.Learning;
using Restow.Training.Data;
using Restow.Training.Torch;
using static TorchSharp.torch;

namespace Restow.Training.Tests;

/// <summary>What is trained is what runs.</summary>
[Collection("libtorch")] // Its number of threads belongs to the process.
public class ForwardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Forward_RandomWalk_EqualsLibtorch(ulong seed)
    {
        set_num_threads(1);
        var model = new PolicyModel(16, 2, seed);
        var environment = new PolicyEnvironment(Fleets.Problem(8, seed, 12));
        var run = new PolicyRun(model.Freeze(), environment);
        var random = new SeededRandom(seed);
        int steps = 0;
        while (!environment.IsOver)
        {
            float[] tokens = new float[environment.Tokens.Count];
            float[] nodes = new float[environment.Problem.Nodes];
            run.ScoreTokens(tokens);
            int[] legal = [.. Enumerable.Range(0, tokens.Length).Where(t => environment.Legal[t])];
            int chosen = legal[random.Next(legal.Length)];
            run.ScoreDestinations(chosen, nodes);
            PolicySample sample = SampleBuilder.Of(environment, chosen, _ => 0, _ => 0);
            using (NewDisposeScope())
            {
                (Tensor torchTokens, Tensor torchNodes) = model.Forward(new PolicyBatch([sample, sample]));
                AssertClose(LogSoftmax(legal.Select(t => tokens[t])), torchTokens[1].data<float>().ToArray());
                AssertClose(LogSoftmax(sample.Nodes.Select(n => nodes[n])), torchNodes[1].data<float>().ToArray());
            }

            Assert.All(Enumerable.Range(0, tokens.Length).Except(legal), t => Assert.Equal(float.NegativeInfinity, tokens[t]));
            environment.Step(chosen, sample.Nodes[random.Next(sample.Nodes.Length)]);
            steps++;
        }

        Assert.True(steps > 3);
    }

    [Fact]
    public void Loss_Gradients_ReachEveryParameterThatTheStateUses()
    {
        var model = new PolicyModel(8, 2, 1);
        var environment = new PolicyEnvironment(Fleets.Problem(12, 5, 6));
        int[] chosen = [.. new[] { true, false }.Select(isDouble => Enumerable.Range(0, environment.Tokens.Count).First(t => environment.Legal[t] && environment.Tokens[t].B >= 0 == isDouble))];
        PolicySample[] samples = [.. chosen.Select(c => SampleBuilder.Of(environment, c, t => t == c ? 1 : 0, n => n % 5 == 0 ? 1 : 0.1f))];
        Learning.Imitation.Loss(model, new PolicyBatch(samples)).backward();
        Assert.All(model.Parameters, p => Assert.True(p.Value.grad!.isfinite().all().item<bool>(), p.Key));
        // A bias in front of a softmax over one list shifts all scores alike.
        Assert.All(model.Parameters.Where(p => !p.Key.EndsWith("_head.out.bias", StringComparison.Ordinal)), p => Assert.True(p.Value.grad!.abs().sum().item<float>() > 0, p.Key));
    }

    [Fact]
    public void Forward_Padding_HasNoProbability()
    {
        var model = new PolicyModel(8, 1, 1);
        PolicySample[] samples = [.. new[] { 4, 9 }.Select(hosts =>
        {
            var environment = new PolicyEnvironment(Fleets.Problem(hosts, 2, 6));
            return SampleBuilder.Of(environment, environment.Legal.IndexOf(true), _ => 0, _ => 0);
        })];
        (Tensor tokens, Tensor nodes) = model.Forward(new PolicyBatch(samples));
        foreach ((Tensor all, Func<PolicySample, int> count) in new (Tensor, Func<PolicySample, int>)[] { (tokens, s => s.LegalTokens.Length), (nodes, s => s.Nodes.Length) })
        {
            Assert.Equal(1, all[0].slice(0, 0, count(samples[0]), 1).exp().sum().item<float>(), 1e-5);
            Assert.Equal(0, all[0].slice(0, count(samples[0]), all.shape[1], 1).exp().sum().item<float>());
        }
    }

    private static double[] LogSoftmax(IEnumerable<float> logits)
    {
        double[] x = [.. logits.Select(l => (double)l)];
        double sum = Math.Log(x.Sum(v => Math.Exp(v - x.Max()))) + x.Max();
        return [.. x.Select(v => v - sum)];
    }

    private static void AssertClose(double[] ours, float[] torch)
    {
        Assert.Equal(ours.Length, torch.Length);
        Assert.All(ours.Zip(torch), p => Assert.Equal(p.First, p.Second, 1e-5));
    }
}
