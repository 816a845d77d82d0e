using System.Diagnostics;

using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests.Snapshots;

public class BulkSnapshotTests(ITestOutputHelper output)
{
    [Fact]
    public void Read_TenThousandPods_IsQuickAndKeepsLittle()
    {
        var stream = new MemoryStream();
        BulkSnapshot.Write(stream, 1000, 10_000);
        stream.Position = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        Cluster cluster = KubernetesSnapshot.Read(stream, "bulk").Value;
        watch.Stop();
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{stream.Length >> 20} MiB in {watch.Elapsed.TotalSeconds:0.00} s; allocated {allocated >> 20} MiB, kept {kept >> 20} MiB");
        Assert.Equal((1000, 10_000), (cluster.Nodes.Count, cluster.Pods.Count));
        Assert.InRange(allocated, 0, 500L << 20);

        // Two seconds on a quiet machine; the bound leaves room for a busy one.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }
}
