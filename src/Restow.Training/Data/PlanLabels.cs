using Restow.Core;
using Restow.Rescheduling.Learning;
using Restow.Rescheduling.Search;

namespace Restow.Training.Data;

/// <summary>
/// Turns an optimal placement into states with labels. In each state the label is every pair (machine, destination) of the plan that fits now and gains most; where none gains, the
/// set-up moves after which one or two more gain. A random one of them is done. States after the last gain are dropped: solvers pad plans with moves that gain nothing.
/// </summary>
internal static class PlanLabels
{
    private const int LookAhead = 3;

    /// <summary>The samples of one plan, in order.</summary>
    /// <param name="problem">The fleet.</param>
    /// <param name="target">The optimal placement.</param>
    /// <param name="padding">Whether states after the last gain are kept, for comparison.</param>
    /// <param name="random">Chooses among labels.</param>
    public static List<PolicySample> Of(ReschedulingProblem problem, FleetState target, bool padding, SeededRandom random)
    {
        var environment = new PolicyEnvironment(problem);
        var samples = new List<PolicySample>();
        var rest = new Remaining(environment, target);
        while (!environment.IsOver && (padding || environment.State.Value < target.Value))
        {
            List<Action> labels = Best(environment, rest);
            if (labels.Count == 0 && padding)
                labels = rest.Feasible(environment);
            if (labels.Count == 0)
                break;
            int[] tokens = [.. labels.Select(l => l.Token).Distinct()];
            int chosen = tokens[random.Next(tokens.Length)];
            int[] nodes = [.. labels.Where(l => l.Token == chosen).Select(l => l.Node).Distinct()];
            samples.Add(SampleBuilder.Of(
                environment, chosen, t => tokens.Contains(t) ? 1f / tokens.Length : 0, n => nodes.Contains(n) ? 1f / nodes.Length : 0));
            int node = nodes[random.Next(nodes.Length)];
            rest.Done(environment, environment.Tokens[chosen], node);
            environment.Step(chosen, node);
        }

        return samples;
    }

    // The actions of the plan with the highest gain within as few moves as possible.
    private static List<Action> Best(PolicyEnvironment environment, Remaining rest)
    {
        List<Action> feasible = rest.Feasible(environment);
        for (int moves = 1; moves <= LookAhead; moves++)
        {
            long[] gains = [.. feasible.Select(a => Reach(environment, rest, a, moves))];
            if (gains.Length > 0 && gains.Max() > 0)
                return [.. feasible.Where((_, i) => gains[i] == gains.Max())];
        }

        return [];
    }

    // What the action and the best further moves of the plan gain together.
    private static long Reach(PolicyEnvironment environment, Remaining rest, Action action, int moves)
    {
        VmToken token = environment.Tokens[action.Token];
        long gain = environment.Gain(token, action.Node);
        if (moves == 1)
            return gain;
        int partner = environment.PartnerOf(token.Kind, action.Node);
        environment.State.Move(token.Vm, partner < 0 ? action.Node : Math.Min(action.Node, partner), partner < 0 ? -1 : Math.Max(action.Node, partner));
        rest.Take(environment, token, action.Node, -1);
        long further = long.MinValue;
        foreach (Action next in rest.Feasible(environment))
        {
            // The token lists are those before the move: the machine that has just moved must not stand for its group.
            if (next.Token != action.Token)
                further = Math.Max(further, Reach(environment, rest, next, moves - 1));
        }

        rest.Take(environment, token, action.Node, 1);
        environment.State.Move(token.Vm, token.A, token.B);
        return further == long.MinValue ? long.MinValue : gain + further;
    }

    /// <summary>An action: a token of the environment and a node.</summary>
    private readonly record struct Action(int Token, int Node);

    /// <summary>What is still to leave and to enter, by kind.</summary>
    private sealed class Remaining
    {
        private readonly Dictionary<(int Kind, int A, int B), int> outs = [];
        private readonly Dictionary<(int Kind, int A, int B), int> ins = [];

        public Remaining(PolicyEnvironment environment, FleetState target)
        {
            var kindOf = new Dictionary<int, int>();
            foreach (VmToken token in environment.Tokens)
                kindOf[token.Vm] = token.Kind;
            ReschedulingProblem problem = environment.Problem;
            for (int v = 0; v < problem.Vms; v++)
            {
                if (!target.IsDisplaced(v))
                    continue;
                VmToken token = environment.Tokens.First(t => t.A == problem.OriginA[v] && t.B == problem.OriginB[v] && IsKind(environment, t, v));
                Add(outs, (token.Kind, token.A, token.B), 1);
                Add(ins, (token.Kind, target.NodeA[v], target.NodeB[v]), 1);
            }

            // A kind that leaves and enters the same place has not moved.
            foreach ((int, int, int) place in outs.Keys.Intersect(ins.Keys).ToArray())
            {
                int both = Math.Min(outs[place], ins[place]);
                Add(outs, place, -both);
                Add(ins, place, -both);
            }
        }

        public List<Action> Feasible(PolicyEnvironment environment)
        {
            var result = new List<Action>();
            for (int t = 0; t < environment.Tokens.Count; t++)
            {
                VmToken token = environment.Tokens[t];
                if (outs.GetValueOrDefault((token.Kind, token.A, token.B)) == 0 || !environment.Legal[t])
                    continue;
                foreach (((int kind, int a, int b), int count) in ins)
                {
                    if (count == 0 || kind != token.Kind)
                        continue;
                    int node = b >= 0 && environment.Sibling[a] != b ? b : a;
                    if (environment.IsLegal(token, node))
                        result.Add(new Action(t, node));
                }
            }

            return result;
        }

        public void Done(PolicyEnvironment environment, VmToken token, int node) => Take(environment, token, node, -1);

        public void Take(PolicyEnvironment environment, VmToken token, int node, int change)
        {
            int partner = environment.PartnerOf(token.Kind, node);
            Add(outs, (token.Kind, token.A, token.B), change);
            Add(ins, partner < 0 ? (token.Kind, node, -1) : (token.Kind, Math.Min(node, partner), Math.Max(node, partner)), change);
        }

        private static bool IsKind(PolicyEnvironment environment, VmToken token, int vm)
        {
            VmKind kind = environment.Kinds[token.Kind];
            return kind.OnlyVm < 0 ? kind.Cores == environment.Problem.Cores[vm] && kind.Memory == environment.Problem.Memory[vm] : kind.OnlyVm == vm;
        }

        private static void Add(Dictionary<(int, int, int), int> counts, (int, int, int) place, int change) =>
            counts[place] = counts.GetValueOrDefault(place) + change;
    }
}
