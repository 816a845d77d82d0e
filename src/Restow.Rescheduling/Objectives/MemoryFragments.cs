using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Objectives;

/// <summary>Room of whole chunks of cores and, counted beside them, of memory.</summary>
/// <param name="Cores">Cores of a chunk.</param>
/// <param name="CoreWeight">Value of a free chunk of cores.</param>
/// <param name="MemoryMb">MB of a memory chunk.</param>
/// <param name="MemoryWeight">Value of a free chunk of memory.</param>
public sealed record MemoryFragments(int Cores, long CoreWeight, int MemoryMb, long MemoryWeight) : FleetObjective
{
    public override string Unit => "weighted slots";

    public override int MemoryChunkMb => MemoryMb;

    public override long MemoryChunkValue => MemoryWeight;

    public override long OfCores(NumaNode node, int free) => CoreWeight * (free / Cores);
}
