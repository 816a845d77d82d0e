using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Api;

namespace Restow.Kubernetes.Tests.Simulation;

public class StrategicMergeTests
{
    [Theory]
    [InlineData("""{"containers":[{"name":"b","image":"2"}]}""", """{"containers":[{"name":"a","image":"1"},{"name":"b","image":"2","tty":true}]}""")]
    [InlineData("""{"containers":[{"name":"c"}]}""", """{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1","tty":true},{"name":"c"}]}""")]
    [InlineData("""{"containers":[{"$patch":"delete","name":"a"}]}""", """{"containers":[{"name":"b","image":"1","tty":true}]}""")]
    [InlineData("""{"containers":[{"$patch":"replace"},{"name":"z"}]}""", """{"containers":[{"name":"z"}]}""")]
    [InlineData("""{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"b","tty":null}]}""", """{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}""")]
    public void Merge_KeyedList_IsMergedByItsKey(string patch, string result) =>
        Check("""{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1","tty":true}]}""", patch, result);

    [Fact]
    public void Merge_Conditions_KeepsThoseOfOtherTypes() => Check(
        """{"status":{"conditions":[{"type":"PodScheduled","status":"True"}]}}""",
        """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""",
        """{"status":{"conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"True"}],"phase":"Running"}}""");

    [Fact]
    public void Merge_AtomicList_IsReplaced() => Check("""{"args":[1,2],"tolerations":[{"key":"a"}]}""", """{"args":[3],"tolerations":[{"key":"b"}]}""", """{"args":[3],"tolerations":[{"key":"b"}]}""");

    [Fact]
    public void Merge_Directives_AreObeyed()
    {
        Check("""{"strategy":{"type":"RollingUpdate","rollingUpdate":{}}}""", """{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}""", """{"strategy":{"type":"Recreate"}}""");
        Check("""{"selector":{"a":"1","b":"2"}}""", """{"selector":{"$patch":"replace","c":"3"}}""", """{"selector":{"c":"3"}}""");
        Check("""{"finalizers":["x","y"]}""", """{"$deleteFromPrimitiveList/finalizers":["x"]}""", """{"finalizers":["y"]}""");
        Check("""{"finalizers":["x"]}""", """{"finalizers":["y"]}""", """{"finalizers":["x","y"]}""");
    }

    private static void Check(string target, string patch, string result)
    {
        JsonObject merged = JsonNode.Parse(target)!.AsObject();
        StrategicMerge.Merge(merged, JsonNode.Parse(patch)!.AsObject());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result), merged), merged.ToJsonString());
    }
}
