namespace Restow.Training.Data;

/// <summary>A state as the network sees it, the machine chosen in it, and what is to be learned about both choices. Indices count within the sample; -1 is none.</summary>
internal sealed record PolicySample
{
    /// <summary>Rows for the free cores of each node, and for those of its sibling.</summary>
    public required int[] NodeFree { get; init; }

    public required int[] NodeSiblingFree { get; init; }

    public required int[] NodeSibling { get; init; }

    /// <summary>For each token: nodes, then the rows of its tables, then its count and the counts of its kind's destinations.</summary>
    public required int[] First { get; init; }

    public required int[] Own { get; init; }

    public required int[] Second { get; init; }

    public required int[] Cores { get; init; }

    public required int[] Width { get; init; }

    public required int[] Free { get; init; }

    public required int[] SecondFree { get; init; }

    public required int[] Released { get; init; }

    public required int[] Gain { get; init; }

    public required int[] Best { get; init; }

    public required float[] Count { get; init; }

    public required float[] BestCount { get; init; }

    public required float[] TightCount { get; init; }

    /// <summary>The fleet's numbers.</summary>
    public required float[] Context { get; init; }

    /// <summary>Tokens that may be chosen, and the probability that is wanted for each.</summary>
    public required int[] LegalTokens { get; init; }

    public required float[] TokenTargets { get; init; }

    /// <summary>The chosen token, and its position among the legal ones.</summary>
    public required int Chosen { get; init; }

    public required int ChosenAt { get; init; }

    /// <summary>Destinations of the chosen token: nodes, second nodes, rows of tables, the probability that is wanted.</summary>
    public required int[] Nodes { get; init; }

    public required int[] Partners { get; init; }

    public required int[] Left { get; init; }

    public required int[] LeftSecond { get; init; }

    public required int[] NodeGain { get; init; }

    public required int[] SameHost { get; init; }

    public required float[] NodeTargets { get; init; }

    /// <summary>For learning by trial: position of the destination taken, the logarithm of the action's probability when it was taken, how much better it was than its group.</summary>
    public int NodeAt { get; init; }

    public float OldLogProbability { get; init; }

    public float Advantage { get; init; }
}
