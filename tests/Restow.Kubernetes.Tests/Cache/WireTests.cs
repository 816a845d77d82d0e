using System.Text;
using System.Text.Json;
using CsCheck;
using Restow.Kubernetes.Cache;

namespace Restow.Kubernetes.Tests.Cache;

public class WireTests
{
    private const string Line = """{"type":"MODIFIED","object":{"metadata":{"name":"a","labels":{"type":"DELETED"}}}}""";
    private const string List = """{"kind":"PodList","metadata":{"resourceVersion":"12","continue":"more"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""";

    [Theory]
    [InlineData("ADDED", "Changed")]
    [InlineData("MODIFIED", "Changed")]
    [InlineData("DELETED", "Deleted")]
    [InlineData("BOOKMARK", "Bookmark")]
    [InlineData("ERROR", "Error")]
    public void WatchEvent_EachType_HasItsKind(string type, string kind) =>
        Assert.Equal(kind, WatchEvent.Parse(Encoding.UTF8.GetBytes($$$"""{"object":{},"type":"{{{type}}}"}""")).Kind.ToString());

    [Fact]
    public void WatchEvent_TheObject_IsCutOutWhole() =>
        Assert.Equal("""{"metadata":{"name":"a","labels":{"type":"DELETED"}}}""", Encoding.UTF8.GetString(WatchEvent.Parse(Encoding.UTF8.GetBytes(Line)).Object.Span));

    [Fact]
    public void ListPage_APage_HasItemsVersionAndToken()
    {
        var page = ListPage.Parse(Encoding.UTF8.GetBytes(List));
        Assert.Equal(("12", "more", 2), (page.ResourceVersion, page.Continue, page.Items.Count));
        Assert.Equal("""{"metadata":{"name":"b"}}""", Encoding.UTF8.GetString(page.Items[1].Span));
    }

    [Fact]
    public void Parse_DamagedBytes_ThrowNothingButJsonException() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 200]).Sample((isList, at, value, length) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(isList ? List : Line);
            bytes[at % bytes.Length] = value;
            bytes = bytes[..Math.Min(bytes.Length, length)];
            try
            {
                _ = isList ? ListPage.Parse(bytes).Items.Count : WatchEvent.Parse(bytes).Object.Length;
            }
            catch (JsonException)
            {
                // What the feed answers with a new list.
            }
        });
}
