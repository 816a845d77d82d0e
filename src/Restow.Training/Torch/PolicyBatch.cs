using Restow.Rescheduling.Learning;
using Restow.Training.Data;
using static TorchSharp.torch;

namespace Restow.Training.Torch;

/// <summary>Samples side by side as tensors: their tokens and nodes are numbered through; the index after the last node stands for none.</summary>
internal sealed class PolicyBatch
{
    private readonly IReadOnlyList<PolicySample> samples;
    private readonly int nodes;

    public PolicyBatch(IReadOnlyList<PolicySample> samples)
    {
        this.samples = samples;
        nodes = samples.Sum(s => s.NodeFree.Length);
        NodeFree = Ints(s => s.NodeFree);
        NodeSiblingFree = Ints(s => s.NodeSiblingFree);
        NodeSibling = NodeIndex(s => s.NodeSibling);
        First = NodeIndex(s => s.First);
        Own = NodeIndex(s => s.Own);
        Second = NodeIndex(s => s.Second);
        Cores = Ints(s => s.Cores);
        Width = Ints(s => s.Width);
        Free = Ints(s => s.Free);
        SecondFree = Ints(s => s.SecondFree);
        Released = Ints(s => s.Released);
        Gain = Ints(s => s.Gain);
        Best = Ints(s => s.Best);
        Count = Floats(s => s.Count).unsqueeze(1);
        CountScale = Floats(s => [.. s.Count.Select(c => PolicyFeatures.Scale((int)c))]).unsqueeze(1);
        KindCounts = stack([Floats(s => s.BestCount), Floats(s => s.TightCount)], 1);
        Context = Floats(s => s.Context).view(samples.Count, PolicyFeatures.Context);
        TokenSample = Ints((s, i) => Enumerable.Repeat(i, s.First.Length));
        int shift = 0;
        var start = new int[samples.Count];
        for (int i = 0; i < start.Length; i++)
        {
            start[i] = shift;
            shift += samples[i].First.Length;
        }

        LegalToken = Ints((s, i) => s.LegalTokens.Select(t => t + start[i]));
        Chosen = Ints((s, i) => [s.Chosen + start[i]]);
        MostTokens = samples.Max(s => s.LegalTokens.Length);
        LegalTokenPlace = Ints((s, i) => Enumerable.Range(i * MostTokens, s.LegalTokens.Length));
        MostNodes = samples.Max(s => s.Nodes.Length);
        NodePlace = Ints((s, i) => Enumerable.Range(i * MostNodes, s.Nodes.Length));
        NodeSample = Ints((s, i) => Enumerable.Repeat(i, s.Nodes.Length));
        Node = NodeIndex(s => s.Nodes);
        Partner = NodeIndex(s => s.Partners);
        Left = Ints(s => s.Left);
        LeftSecond = Ints(s => s.LeftSecond);
        NodeGain = Ints(s => s.NodeGain);
        SameHost = Ints(s => s.SameHost);
        TokenTargets = Padded(s => s.TokenTargets, MostTokens);
        NodeTargets = Padded(s => s.NodeTargets, MostNodes);
    }

    public int Size => samples.Count;

    public int MostTokens { get; }

    public int MostNodes { get; }

    public Tensor NodeFree { get; }

    public Tensor NodeSiblingFree { get; }

    public Tensor NodeSibling { get; }

    public Tensor First { get; }

    public Tensor Own { get; }

    public Tensor Second { get; }

    public Tensor Cores { get; }

    public Tensor Width { get; }

    public Tensor Free { get; }

    public Tensor SecondFree { get; }

    public Tensor Released { get; }

    public Tensor Gain { get; }

    public Tensor Best { get; }

    public Tensor Count { get; }

    public Tensor CountScale { get; }

    public Tensor KindCounts { get; }

    public Tensor Context { get; }

    public Tensor TokenSample { get; }

    public Tensor LegalToken { get; }

    public Tensor LegalTokenPlace { get; }

    public Tensor Chosen { get; }

    public Tensor Node { get; }

    public Tensor Partner { get; }

    public Tensor NodeSample { get; }

    public Tensor NodePlace { get; }

    public Tensor Left { get; }

    public Tensor LeftSecond { get; }

    public Tensor NodeGain { get; }

    public Tensor SameHost { get; }

    /// <summary>[samples, most legal tokens].</summary>
    public Tensor TokenTargets { get; }

    /// <summary>[samples, most destinations].</summary>
    public Tensor NodeTargets { get; }

    /// <summary>Puts values into their places of a matrix [samples, <paramref name="width"/>] whose rest is far below any logit.</summary>
    public Tensor Pad(Tensor values, Tensor place, int width) => full(Size * width, -1e9f).scatter(0, place, values).view(Size, width);

    private Tensor NodeIndex(Func<PolicySample, int[]> what)
    {
        int shift = 0;
        var result = new List<long>();
        foreach (PolicySample sample in samples)
        {
            foreach (int n in what(sample))
                result.Add(n < 0 ? nodes : n + shift);
            shift += sample.NodeFree.Length;
        }

        return tensor(result.ToArray());
    }

    private Tensor Ints(Func<PolicySample, int[]> what) => tensor(samples.SelectMany(what).Select(i => (long)i).ToArray());

    private Tensor Ints(Func<PolicySample, int, IEnumerable<int>> what) => tensor(samples.SelectMany(what).Select(i => (long)i).ToArray());

    private Tensor Floats(Func<PolicySample, float[]> what) => tensor(samples.SelectMany(what).ToArray());

    private Tensor Padded(Func<PolicySample, float[]> what, int width)
    {
        float[] values = new float[samples.Count * width];
        for (int i = 0; i < samples.Count; i++)
            what(samples[i]).CopyTo(values, i * width);
        return tensor(values, samples.Count, width);
    }
}
