using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests.Snapshots;

public sealed class OpenbTraceTests : IDisposable
{
    private const string Nodes = "sn,cpu_milli,memory_mib,gpu,model\nn0,32000,1024,0,\nn1,96000,2048,8,T4\n";

    private const string Pods = """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
        p0,12000,16384,1,1000,,LS,Running,0,10,0
        p1,6000,12288,1,460,T4|V100M16,BE,Failed,5,10,5
        p2,6000,12288,0,0,,Burstable,Pending,7,10,

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void Read_WholeGpusAndShares_AreTold()
    {
        Cluster cluster = Read(Nodes, Pods).Value;
        Assert.Equal([0, 8], cluster.Nodes.Select(n => n.Allocatable.Of(Resources.Gpu)));
        Assert.Equal(8000, cluster.Nodes[1].Allocatable.Of(Resources.GpuMilli));
        Assert.Equal(2048L << 20, cluster.Nodes[1].Allocatable.Of("memory"));
        Assert.Equal("T4", cluster.Nodes[1].GpuModel);
        Assert.Equal([1, 0, 0], cluster.Pods.Select(p => p.Requests.Of(Resources.Gpu)));
        Assert.Equal([0, 460, 0], cluster.Pods.Select(p => p.Requests.Of(Resources.GpuMilli)));
        Assert.Equal(["T4", "V100M16"], cluster.Pods[1].GpuModels);
        Assert.Equal([3, 0, 1], cluster.Pods.Select(p => p.Priority));
        Assert.All(cluster.Pods, p => Assert.NotNull(p.Workload));
        Assert.All(cluster.InitialAssignment(), node => Assert.Equal(-1, node));
    }

    [Fact]
    public void Read_Repeated_ArrivesAgainUnderOtherNames()
    {
        Cluster cluster = Read(Nodes, Pods, 3).Value;
        Assert.Equal(9, cluster.Pods.Select(p => p.Name).Distinct().Count());
        Assert.True(cluster.Pods.Zip(cluster.Pods.Skip(1)).All(pair => pair.First.Created < pair.Second.Created));
        Assert.Equal(cluster.Pods[0].Workload, cluster.Pods[3].Workload);
    }

    [Fact]
    public void Read_ColumnsAfterGpuMilliAbsent_AreDefaults()
    {
        Cluster cluster = Read("sn,cpu_milli,memory_mib\nn0,1,1\n", "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np0,1,1,0,0\n").Value;
        Assert.Equal(0, cluster.Pods[0].Priority);
        Assert.Empty(cluster.Pods[0].GpuModels);
    }

    [Theory]
    [InlineData("", Pods, "nodes.csv: it is empty")]
    [InlineData("sn,cpu_milli\n", Pods, "nodes.csv: it has no column memory_mib")]
    [InlineData("sn,cpu_milli,memory_mib,gpu\n", Pods, "nodes.csv: it has no nodes")]
    [InlineData("sn,cpu_milli,memory_mib,gpu\nn0,-1,1,0\n", Pods, "nodes.csv: line 2: cpu_milli \"-1\" is not a whole number from 0 to")]
    [InlineData("sn,cpu_milli,memory_mib,gpu\nn0,99999999999999999999999999999,1,0\n", Pods, "nodes.csv: line 2: cpu_milli")]
    [InlineData("sn,cpu_milli,memory_mib,gpu\nn0,1,1,0\nn0,1,1,0\n", Pods, "nodes.csv: node n0: it is in the file twice")]
    [InlineData(Nodes, "name,cpu_milli,memory_mib,num_gpu,gpu_milli\n,1,1,0,0\n", "pods.csv: line 2: name is empty")]
    [InlineData(Nodes, "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np,1,1,2,500\n", "pods.csv: line 2: gpu_milli 500 is a share of several devices")]
    [InlineData(Nodes, "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos\np,1,1,2,1000,,Best\n", "pods.csv: line 2: qos \"Best\" is not a class")]
    [InlineData(Nodes, "name,cpu_milli,memory_mib,num_gpu,gpu_milli\n\"p,1,1,2,1000", "pods.csv: it is not valid CSV")]
    public void Read_BadInput_NamesTheLine(string nodes, string pods, string message)
    {
        Fault fault = Assert.IsType<Fault>(Read(nodes, pods).Fault);
        Assert.StartsWith(Path.Combine(folder.FullName, message), fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MutatedFiles_NeverThrows()
    {
        var random = new Random(7);
        for (int i = 0; i < 500; i++)
            _ = Read(Mutations.Of(Nodes, random), Mutations.Of(Pods, random)).IsSuccess;
        Assert.NotNull(OpenbTrace.Read("/no/such.csv", "/no/such.csv").Fault);
    }

    [Fact]
    public void Read_ThePublicTrace_HasItsSize()
    {
        Cluster cluster = OpenbTrace.Read(Files.Data("packing/openb_node_list_all_node.csv"), Files.Data("packing/openb_pod_list_default.csv")).Value;
        Assert.Equal((1523, 8152), (cluster.Nodes.Count, cluster.Pods.Count));
        Assert.Equal(6212, cluster.Nodes.Sum(n => n.Allocatable.Of(Resources.Gpu)));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Result<Cluster> Read(string nodes, string pods, int repeat = 1) =>
        Read([.. nodes.Select(c => (byte)c)], [.. pods.Select(c => (byte)c)], repeat);

    private Result<Cluster> Read(byte[] nodes, byte[] pods, int repeat = 1)
    {
        string nodesCsv = Path.Combine(folder.FullName, "nodes.csv");
        string podsCsv = Path.Combine(folder.FullName, "pods.csv");
        File.WriteAllBytes(nodesCsv, nodes);
        File.WriteAllBytes(podsCsv, pods);
        return OpenbTrace.Read(nodesCsv, podsCsv, repeat);
    }
}
