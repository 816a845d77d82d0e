using System.Text;

using Restow.Core;
using Restow.Packing.Model;
using Restow.Packing.Snapshots;

namespace Restow.Packing.Tests.Snapshots;

public class KubernetesSnapshotTests
{
    private const string Node = """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"4"}}}""";
    private const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"nodeName":"n1"}}""";
    private const string BareNode = """{"metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"4"}}}""";
    private const string BarePod = """{"metadata":{"name":"a"},"spec":{"nodeName":"n1"}}""";

    public static TheoryData<string> Documents => new(
        $$"""{"apiVersion":"v1","kind":"List","items":[{{Node}},{{Pod}}]}""",
        $$"""{"items":[{{Pod}},{{Node}}],"metadata":{"resourceVersion":""},"kind":"List","apiVersion":"v1"}""",
        $$"""{"kind":"NodeList","apiVersion":"v1","items":[{{BareNode}}]}{"kind":"PodList","apiVersion":"v1","items":[{{BarePod}}]}""",
        $$"""{"items":[{{BareNode}}],"kind":"NodeList"} {"items":[{{BarePod}}],"kind":"PodList"}""",
        $"{Node}\n{Pod}\n",
        $"{Node}\n---\n{Pod}\n...\n",
        $"\uFEFF{Node}{Pod}",
        $"---\n{Node}\n---\n{Pod}\n",
        $"{Node}\n---\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  nodeName: n1\n",
        "\uFEFFapiVersion: v1\nkind: List\nitems:\n- kind: Node\n  metadata:\n    name: n1\n  status:\n    allocatable: {cpu: 4}\n- kind: Pod\n  metadata: {name: a}\n  spec: {nodeName: n1}\n",
        "# nodes\n---\n---\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: &r {cpu: \"4\"}, capacity: *r}\n---\nkind: Pod\nmetadata:\n  name: a\nspec:\n  nodeName: >-\n    n1\n");

    [Theory]
    [MemberData(nameof(Documents))]
    public void Read_EveryForm_IsTheSameCluster(string text)
    {
        Result<Cluster> result = Files.Read(text);
        Assert.True(result.IsSuccess, result.Fault?.ToString());
        Assert.Equal("n1", Assert.Single(result.Value.Nodes).Name);
        Assert.Equal(4000, result.Value.Nodes[0].Allocatable.Of("cpu"));
        Assert.Equal("default/a", Assert.Single(result.Value.Pods).FullName);
        Assert.Equal([0], result.Value.InitialAssignment());
        Assert.Empty(result.Value.Warnings);
    }

    [Fact]
    public void Read_ByteByByte_IsTheSameCluster()
    {
        var stream = new DripStream(Encoding.UTF8.GetBytes($"{Node}\n---\n{Pod}"));
        Assert.Single(KubernetesSnapshot.Read(stream, "pipe").Value.Pods);
    }

    [Fact]
    public void Read_ItemLargerThanTheBuffer_IsRead()
    {
        string note = new('x', 5 << 20);
        Result<Cluster> result = Files.Read(Files.ListWithNode(Files.PodJson("{}", metadata: $$""" "annotations":{"note":"{{note}}"} """)));
        Assert.Equal(note, result.Value.Pods[0].Annotations["note"]);
    }

    [Fact]
    public void Read_UnknownKinds_AreSkippedAndMentioned()
    {
        Result<Cluster> result = Files.Read(Files.ListWithNode(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"}}""",
            """{"apiVersion":"v1","kind":"Service","spec":7}""",
            """{"apiVersion":"acme.example/v1","kind":"Node","metadata":{"name":"n1"}}"""));
        Assert.Equal("skipped, as it has no part in placement: 1 Node, 2 Service", Assert.Single(result.Value.Warnings));
    }

    [Fact]
    public void Read_FinishedPods_AreDropped()
    {
        Result<Cluster> result = Files.Read(Files.ListWithNode(
            Files.PodJson("""{"nodeName":"gone"}""", """{"phase":"Succeeded"}""", name: "a"),
            Files.PodJson("{}", """{"phase":"Failed"}""", name: "b"),
            Files.PodJson("""{"nodeName":"n1"}""", """{"phase":"Running"}""", """ "deletionTimestamp":"2026-01-01T00:00:00Z" """, name: "c")));
        Pod left = Assert.Single(result.Value.Pods);
        Assert.True(left.Terminating);
    }

    [Fact]
    public void ReadFile_NoSuchFile_IsAFault()
    {
        Fault fault = Assert.IsType<Fault>(KubernetesSnapshot.ReadFile("/no/such/file.json").Fault);
        Assert.Equal("/no/such/file.json: there is no such file; check the path, or write the file with kubectl get ... -o json", fault.ToString());
        Assert.NotNull(KubernetesSnapshot.ReadFile(Path.GetTempPath()).Fault);
        Assert.NotNull(KubernetesSnapshot.ReadFile("").Fault);
        Assert.NotNull(KubernetesSnapshot.ReadFile("a\0b").Fault);
    }

    /// <summary>A pipe that yields one byte at a time.</summary>
    private sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
