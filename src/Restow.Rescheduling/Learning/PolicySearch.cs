using Restow.Core;
using Restow.Networks;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Learning;

/// <summary>
/// The learned policy: first greedy, then as many sampled trajectories as are asked for, the best of which counts ("risk-seeking evaluation", EuroSys'25, section 3.5: only actions above a
/// quantile of the probabilities are sampled). Of each trajectory the shortest prefix with the highest score counts.
/// </summary>
internal sealed class PolicySearch(PolicyNetwork network) : IReschedulingMethod
{
    public PolicyNetwork Network => network;

    /// <summary>Of all tokens of machines, the share with the lowest probabilities that is never sampled.</summary>
    public double VmQuantile { get; init; } = 0.995;

    /// <summary>The same for destinations.</summary>
    public double NodeQuantile { get; init; } = 0.98;

    /// <summary>Whether groups that moved are closed; off in experiments alone.</summary>
    public bool Tabu { get; init; } = true;

    /// <summary>The method with the weights that the options name, or what is wrong with them.</summary>
    public static Result<PolicySearch> Create(ReschedulingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return PolicyWeights.Load(options.PolicyFile).Then<PolicySearch>(network => new PolicySearch(network));
    }

    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(deadline);
        Trajectory best = Follow(problem, deadline, null);
        var random = new SeededRandom(problem.Options.Seed);
        for (int k = 1; k < problem.Options.Trajectories && !deadline.IsExpired; k++)
        {
            Trajectory next = Follow(problem, deadline, random);
            if (next.IsBetterThan(best))
                best = next;
            progress?.Report(new ReschedulingProgress($"trajectory {k + 1}", best.Value, null));
        }

        var state = new FleetState(problem);
        foreach (VmMove move in best.Moves)
            state.Move(move.Vm, move.NodeA, move.NodeB);
        return new SearchOutcome(state)
        {
            Sequence = best.Moves,
            Proof = problem.Objective is Fragments { Chunks: [(PolicyFeatures.SlotCores, _)] } ? "no bound was computed" : "no bound was computed; the policy was trained for slots of 16 cores",
        };
    }

    /// <summary>One trajectory; greedy without a random source.</summary>
    public Trajectory Follow(ReschedulingProblem problem, Deadline deadline, SeededRandom? random)
    {
        var environment = new PolicyEnvironment(problem, Tabu);
        var run = new PolicyRun(network, environment);
        float[] logits = new float[Math.Max(environment.Tokens.Count + problem.MaxMigrations, problem.Nodes)];
        long? goal = problem.Options.Goal;
        var best = new Trajectory([], environment.State.Score, environment.State.Value, goal);
        while (!environment.IsOver && !best.ReachesGoal && !deadline.IsExpired)
        {
            if (logits.Length < environment.Tokens.Count)
                Array.Resize(ref logits, 2 * environment.Tokens.Count);
            Span<float> tokens = logits.AsSpan(0, environment.Tokens.Count);
            run.ScoreTokens(tokens);
            int token = Choose(tokens, VmQuantile, random);
            Span<float> nodes = logits.AsSpan(0, problem.Nodes);
            run.ScoreDestinations(token, nodes);
            environment.Step(token, Choose(nodes, NodeQuantile, random));
            if (environment.State.Score > best.Score)
                best = new Trajectory([.. environment.Moves], environment.State.Score, environment.State.Value, goal);
        }

        return best;
    }

    private static int Choose(Span<float> logits, double quantile, SeededRandom? random)
    {
        if (random is null)
            return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);
        int kept = Math.Max(1, (int)Math.Ceiling((1 - quantile) * logits.Length));
        float[] order = logits.ToArray();
        Array.Sort(order);
        float threshold = order[^kept];
        foreach (ref float logit in logits)
            logit = logit >= threshold ? logit : float.NegativeInfinity;
        Activations.Softmax(logits);
        double at = random.NextDouble();
        int last = -1;
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] <= 0)
                continue;
            last = i;
            at -= logits[i];
            if (at < 0)
                break;
        }

        return last;
    }
}

/// <summary>Moves of one run of the policy up to where its score was highest.</summary>
internal sealed record Trajectory(IReadOnlyList<VmMove> Moves, long Score, long Value, long? Goal)
{
    public bool ReachesGoal => Value >= Goal;

    public bool IsBetterThan(Trajectory other) =>
        ReachesGoal != other.ReachesGoal ? ReachesGoal : (Goal is not null && ReachesGoal ? 0 : Score.CompareTo(other.Score)) switch
        {
            > 0 => true,
            < 0 => false,
            _ => Moves.Count < other.Moves.Count,
        };
}
