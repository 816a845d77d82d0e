using System.Text.Json;
using CsCheck;
using Restow.Kubernetes.Simulation.Api;

namespace Restow.Kubernetes.Tests.Simulation;

public class SelectionTests
{
    private static readonly Dictionary<string, string> Web = new() { ["app"] = "web", ["tier"] = "front" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier=front", true)]
    [InlineData("app!=web", false)]
    [InlineData("other!=x", true)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in (db,cache),tier=front", false)]
    [InlineData("app notin (db)", true)]
    [InlineData("tier", true)]
    [InlineData("!tier", false)]
    [InlineData("!other", true)]
    public void LabelSelection_Query_Matches(string query, bool matches) => Assert.Equal(matches, LabelSelection.Parse(query)!.Matches(Web));

    [Theory]
    [InlineData("app in db")]
    [InlineData("(a)")]
    [InlineData("a b c")]
    public void LabelSelection_NoSelector_IsRefused(string query) => Assert.Null(LabelSelection.Parse(query));

    [Fact]
    public void LabelSelection_AnyText_IsReadOrRefused() => Gen.String[Gen.Char["ab=!,() in"], 0, 20].Sample(text =>
    {
        LabelSelection.Parse(text)?.Matches(Web);
    });

    [Fact]
    public void LabelSelection_OfSelector_EmptyMatchesAllAndMissingNothing()
    {
        Assert.True(LabelSelection.Of(Json("{}"))!.Matches(Web));
        Assert.Null(LabelSelection.Of(null));
        Assert.True(LabelSelection.Of(Json("""{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"Exists"},{"key":"x","operator":"NotIn","values":["1"]}]}"""))!.Matches(Web));
        Assert.False(LabelSelection.Of(Json("""{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}"""))!.Matches(Web));
    }

    [Theory]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.nodeName!=", true)]
    [InlineData("spec.nodeName=,status.phase=Running", false)]
    [InlineData("status.phase!=Running", false)]
    [InlineData("metadata.name==web-1", true)]
    [InlineData("spec.unschedulable=false", true)]
    public void FieldSelection_Query_Matches(string query, bool matches) =>
        Assert.Equal(matches, FieldSelection.Parse(query)!.Matches(Json("""{"metadata":{"name":"web-1"},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}}""")));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
