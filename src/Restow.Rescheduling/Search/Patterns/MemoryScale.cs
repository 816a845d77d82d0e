using System.Numerics;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>Unit in which patterns count memory: none where memory can never run out before cores do, else the largest that is exact or, on fine-grained fleets, coarse.</summary>
internal sealed class MemoryScale
{
    private const int MostUnits = 192;

    private readonly int unit;
    private readonly bool isCoarse;

    public MemoryScale(ReschedulingProblem problem)
    {
        int largest = problem.NodeMemory.DefaultIfEmpty(0).Max();
        if (!Binds(problem) && problem.Objective.MemoryChunkValue == 0)
            return;
        BigInteger common = problem.Objective.MemoryChunkMb;
        foreach (int memory in problem.Memory.Distinct())
            common = BigInteger.GreatestCommonDivisor(common, memory);
        unit = (int)Math.Max((long)common, 1);
        isCoarse = largest / unit > MostUnits;
        if (isCoarse)
            unit = Math.Max(1, (largest + MostUnits - 1) / MostUnits);
    }

    /// <summary>Whether memory is counted at all.</summary>
    public bool Counts => unit > 0;

    /// <summary>Units of what a machine takes, rounded down.</summary>
    public int Down(int megabytes) => unit == 0 ? 0 : megabytes / unit;

    /// <summary>Units of what a node has. Where everything that takes memory takes whole units, a part of one is of no use; a coarse unit is rounded up, so that no bound is too low.</summary>
    public int Of(int megabytes) => unit == 0 ? 0 : isCoarse ? (int)(((long)megabytes + unit - 1) / unit) : megabytes / unit;

    /// <summary>MB that <paramref name="units"/> are at most.</summary>
    public long Megabytes(int units) => (long)units * unit;

    // Memory runs out first only where a machine needs more of it for each core than the node has.
    private static bool Binds(ReschedulingProblem problem)
    {
        double perCore = 0;
        for (int v = 0; v < problem.Vms; v++)
            perCore = Math.Max(perCore, problem.Memory[v] / (double)problem.Cores[v]);
        for (int n = 0; n < problem.Nodes; n++)
        {
            if (problem.NodeCores[n] * perCore > problem.NodeMemory[n])
                return true;
        }

        return false;
    }
}
