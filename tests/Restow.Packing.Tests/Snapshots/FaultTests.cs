using System.Text;

using Restow.Core;

namespace Restow.Packing.Tests.Snapshots;

public class FaultTests
{
    private const string Pod = """{"kind":"Pod","metadata":{"name":"web-1"}}""";

    private static readonly string CyclicSets = string.Join(
        ",",
        """{"kind":"ReplicaSet","metadata":{"name":"a","namespace":"shop","ownerReferences":[{"kind":"ReplicaSet","name":"b","controller":true}]}}""",
        """{"kind":"ReplicaSet","metadata":{"name":"b","namespace":"shop","ownerReferences":[{"kind":"ReplicaSet","name":"a","controller":true}]}}""");

    public static TheoryData<string, string, string> Inputs => new()
    {
        { "", "", "it is empty" },
        { "   \n", "", "it is empty" },
        { "# nothing\n", "", "it is empty" },
        { "[]", "", "a document in it is not an object" },
        { "\"text\"", "", "a document in it is not an object" },
        { "42", "", "a document in it is not an object" },
        { "just words", "", "a document in it is not an object" },
        { Files.List(), "", "the snapshot has no nodes" },
        { Files.List(Pod), "", "the snapshot has no nodes" },
        { Files.ListWithNode(Pod)[..^20], "", "it is not valid JSON at line 1" },
        { Files.List("7"), "", "an item of the list is not an object" },
        { Files.ListWithNode("""{"kind":"Pod","metadata":{}}"""), "Pod number 1", "it has no metadata.name" },
        { Files.ListWithNode("{}"), "", "the items of this List do not say what kind they are" },
        { """{"metadata":{"name":"x"}}""", "item 1", "it has no kind" },
        { Files.ListWithNode(Pod, Pod), "pod default/web-1", "it is in the snapshot twice" },
        { Files.ListWithNode("""{"kind":"Node","metadata":{"name":"n1"}}"""), "node n1", "it is in the snapshot twice" },
        { Files.ListWithNode(Files.PodJson("""{"nodeName":"n9"}""")), "pod shop/web-1", "it runs on node n9, which is not in the snapshot" },
        { Files.ListWithNode(Files.PodJson("""{"containers":[{"resources":{"requests":{"cpu":"-1"}}}]}""")), "pod shop/web-1", "cpu \"-1\" is negative" },
        { Files.ListWithNode(Files.PodJson("""{"containers":[{"resources":{"requests":{"cpu":"lots"}}}]}""")), "pod shop/web-1", "cpu \"lots\" is not a quantity" },
        { Files.ListWithNode(Files.PodJson("""{"containers":[{"resources":{"requests":{"nvidia.com/gpu":"500m"}}}]}""")), "pod shop/web-1", "nvidia.com/gpu \"500m\" is not a whole number" },
        { Files.ListWithNode(Files.PodJson("""{"containers":[{"resources":{"requests":{"memory":"1e40"}}}]}""")), "pod shop/web-1", "memory \"1e40\" is more than any machine has" },
        { Files.ListWithNode(Files.PodJson("""{"priority":99999999999}""")), "pod shop/web-1", "spec.priority is not what the API allows there" },
        { Files.ListWithNode(Files.PodJson("""{"containers":{}}""")), "pod shop/web-1", "spec.containers is not what the API allows there" },
        { Files.ListWithNode(Files.PodJson("{}", metadata: """ "ownerReferences":[{"kind":"ReplicaSet","name":"a","controller":true}] """), CyclicSets), "pod shop/web-1", "its owners form a cycle at replica set a" },
        { Files.ListWithNode("""{"kind":"PodDisruptionBudget","metadata":{"name":"b"},"spec":{"selector":{},"minAvailable":"half"}}""", Pod), "disruption budget default/b", "\"half\" is neither a number of pods nor a percentage" },
        { """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"nodes is forbidden","code":403}""", "", "it holds an error of the API server, not objects: nodes is forbidden" },
        { "kind: [unclosed\nx: y: z", "", "it is not valid YAML at line" },
        { "a: *nothing", "", "it is not valid YAML at line 1: the alias *nothing has no anchor before it" },
        { "? {a: b}\n: c\n", "", "it is not valid YAML at line 1: a mapping's key is not a scalar" },
        { "<<: {kind: Node}\n", "", "it is not valid YAML at line 1: merge keys are not supported" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Read_BadInput_NamesTheObject(string text, string subject, string problem)
    {
        Fault fault = Assert.IsType<Fault>(Files.Read(text).Fault);
        Assert.Equal("test.json", fault.Source);
        Assert.Equal(subject, fault.Subject);
        Assert.StartsWith(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
        Assert.DoesNotContain('\n', fault.ToString());
    }

    [Theory]
    [InlineData(300)]
    [InlineData(100_000)]
    public void Read_DeepNesting_IsAFault(int depth)
    {
        string arrays = new('[', depth);
        Assert.NotNull(Files.Read($$"""{"kind":"Node","metadata":{{arrays}}""").Fault);
        Assert.NotNull(Files.Read("a: " + arrays).Fault);
        Assert.NotNull(Files.Read(string.Concat(Enumerable.Repeat("- ", depth)) + "a").Fault);
    }

    [Fact]
    public void Read_AliasesOfAliases_AreLimited()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Contains("aliases stand for more than", Files.Read(text.ToString()).Fault!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherEncodings_SaysSo()
    {
        string text = Files.ListWithNode(Pod);
        Assert.Equal("it is UTF-16", Files.Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]).Fault!.Problem);
        byte[] latin = Encoding.Latin1.GetBytes(text.Replace("web-1", "w\u00e9b", StringComparison.Ordinal));
        Assert.Equal("it is not UTF-8", Files.Read(latin).Fault!.Problem);
        Assert.Equal("it is not UTF-8", Files.Read(Encoding.Latin1.GetBytes("kind: w\u00e9b\n")).Fault!.Problem);
    }
}
