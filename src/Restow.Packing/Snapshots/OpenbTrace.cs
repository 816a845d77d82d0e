using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Snapshots;

/// <summary>Reads Alibaba's public GPU trace of 2023 (openb).</summary>
public static class OpenbTrace
{
    /// <summary>Reads the two files; the pods arrive <paramref name="repeat"/> times.</summary>
    public static Result<Cluster> Read(string nodesCsv, string podsCsv, int repeat) =>
        new Fault(nodesCsv, "", "the trace reader is missing", "use a snapshot");
}
