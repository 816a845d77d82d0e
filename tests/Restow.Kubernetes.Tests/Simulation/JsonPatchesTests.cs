using System.Text.Json.Nodes;
using CsCheck;
using Restow.Kubernetes.Simulation.Api;

namespace Restow.Kubernetes.Tests.Simulation;

public class JsonPatchesTests
{
    // The table of RFC 7386, appendix A, as far as both are objects.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merge_TableOfTheRfc_Holds(string target, string patch, string result)
    {
        JsonObject merged = Object(target);
        JsonPatches.Merge(merged, Object(patch));
        Assert.True(JsonNode.DeepEquals(Object(result), merged), merged.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/b","value":2}]""", """{"a":[1,{"x":1}],"b":2}""")]
    [InlineData("""[{"op":"add","path":"/a/0","value":0}]""", """{"a":[0,1,{"x":1}]}""")]
    [InlineData("""[{"op":"add","path":"/a/-","value":9}]""", """{"a":[1,{"x":1},9]}""")]
    [InlineData("""[{"op":"remove","path":"/a/1/x"}]""", """{"a":[1,{}]}""")]
    [InlineData("""[{"op":"replace","path":"/a/1/x","value":null}]""", """{"a":[1,{"x":null}]}""")]
    [InlineData("""[{"op":"test","path":"/a/1","value":{"x":1}},{"op":"move","from":"/a/1","path":"/c~1d"}]""", """{"a":[1],"c/d":{"x":1}}""")]
    [InlineData("""[{"op":"copy","from":"/a/0","path":"/b"}]""", """{"a":[1,{"x":1}],"b":1}""")]
    public void Apply_EachOperation_DoesWhatTheRfcSays(string patch, string result)
    {
        JsonObject target = Object("""{"a":[1,{"x":1}]}""");
        Assert.Null(JsonPatches.Apply(target, JsonNode.Parse(patch)!.AsArray()));
        Assert.True(JsonNode.DeepEquals(Object(result), target), target.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""[{"op":"remove","path":"/none"}]""")]
    [InlineData("""[{"op":"replace","path":"/none","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/b/c","value":1}]""")]
    [InlineData("""[{"op":"jump","path":"/a"}]""")]
    [InlineData("""[{"path":"/a"}]""")]
    public void Apply_Impossible_SaysWhy(string patch) =>
        Assert.NotNull(JsonPatches.Apply(Object("""{"a":1}"""), JsonNode.Parse(patch)!.AsArray()));

    [Fact]
    public void Merge_Twice_IsMergeOnce() =>
        Gen.Select(Objects(3), Objects(3)).Sample((target, patch) =>
        {
            JsonObject once = Object(target);
            JsonPatches.Merge(once, Object(patch));
            JsonObject twice = Object(once.ToJsonString());
            JsonPatches.Merge(twice, Object(patch));
            Assert.True(JsonNode.DeepEquals(once, twice));
        });

    private static Gen<string> Objects(int depth)
    {
        Gen<string> leaf = Gen.OneOf(Gen.Int[0, 9].Select(i => i.ToString()), Gen.Const("null"), Gen.Const("[1]"), Gen.Const("\"t\""));
        Gen<string> value = depth == 0 ? leaf : Gen.OneOf(leaf, Objects(depth - 1));
        return Gen.Dictionary(Gen.Char["abc"].Select(c => c.ToString()), value)[0, 3].Select(map => $"{{{string.Join(',', map.Select(p => $"\"{p.Key}\":{p.Value}"))}}}");
    }

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();
}
