using Restow.Rescheduling.Learning;

namespace Restow.Training.Data;

/// <summary>Writes an environment's state down as a sample, with the features that inference reads.</summary>
internal static class SampleBuilder
{
    /// <summary>The state, with one chosen token and what is wanted of both choices.</summary>
    /// <param name="environment">The state.</param>
    /// <param name="chosen">The token.</param>
    /// <param name="tokenTarget">Probability wanted for each token.</param>
    /// <param name="nodeTarget">Probability wanted for each node.</param>
    public static PolicySample Of(PolicyEnvironment environment, int chosen, Func<int, float> tokenTarget, Func<int, float> nodeTarget)
    {
        IReadOnlyList<VmToken> tokens = environment.Tokens;
        int[] legal = [.. Enumerable.Range(0, tokens.Count).Where(t => environment.Legal[t])];
        VmToken vm = tokens[chosen];
        int[] nodes = [.. Enumerable.Range(0, environment.Problem.Nodes).Where(n => environment.IsLegal(vm, n))];
        int cores = environment.Kinds[vm.Kind].Cores;
        float[] context = new float[PolicyFeatures.Context];
        PolicyFeatures.OfFleet(environment, context);
        int FreeRow(int node) => node < 0 ? PolicyFeatures.CoreRows : PolicyFeatures.CoreRow(environment.State.FreeCores[node]);
        T[] Each<T>(Func<VmToken, T> what) => [.. tokens.Select(what)];
        T[] To<T>(Func<int, T> what) => [.. nodes.Select(what)];
        int Partner(int node) => environment.PartnerOf(vm.Kind, node);
        return new PolicySample
        {
            NodeFree = [.. Enumerable.Range(0, environment.Problem.Nodes).Select(FreeRow)],
            NodeSiblingFree = [.. environment.Sibling.Select(FreeRow)],
            NodeSibling = environment.Sibling,
            First = Each(t => t.A),
            Own = Each(t => t.B),
            Second = Each(t => PolicyFeatures.SecondNode(environment, t)),
            Cores = Each(t => PolicyFeatures.CoreRow(environment.Kinds[t.Kind].Cores)),
            Width = Each(t => environment.Kinds[t.Kind].IsDouble ? 1 : 0),
            Free = Each(t => FreeRow(t.A)),
            SecondFree = Each(t => FreeRow(PolicyFeatures.SecondNode(environment, t))),
            Released = Each(t => PolicyFeatures.CoreRow(environment.State.FreeCores[t.A] + environment.Kinds[t.Kind].Cores)),
            Gain = Each(t => PolicyFeatures.GainRow(PolicyFeatures.ReleaseGain(environment, t))),
            Best = Each(t => PolicyFeatures.GainRow(environment.Views[t.Kind].BestGain)),
            Count = Each(t => (float)t.Count),
            BestCount = Each(t => PolicyFeatures.Scale(environment.Views[t.Kind].Best)),
            TightCount = Each(t => PolicyFeatures.Scale(environment.Views[t.Kind].Tight)),
            Context = context,
            LegalTokens = legal,
            TokenTargets = [.. legal.Select(tokenTarget)],
            Chosen = chosen,
            ChosenAt = Array.IndexOf(legal, chosen),
            Nodes = nodes,
            Partners = To(Partner),
            Left = To(n => PolicyFeatures.LeftRow(environment, vm, n, cores)),
            LeftSecond = To(n => Partner(n) < 0 ? PolicyFeatures.CoreRows : PolicyFeatures.LeftRow(environment, vm, Partner(n), cores)),
            NodeGain = To(n => PolicyFeatures.GainRow(environment.Gain(vm, n))),
            SameHost = To(n => PolicyFeatures.SameHost(environment, vm, n)),
            NodeTargets = To(nodeTarget),
        };
    }
}
