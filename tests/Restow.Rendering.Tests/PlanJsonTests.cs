using System.Text;
using System.Text.Json;
using Restow.Core;
using Restow.Core.Views;

namespace Restow.Rendering.Tests;

public class PlanJsonTests
{
    [Fact]
    public void WriteJson_Plan_IsTheGoldenDocument() => Assert.Equal(
        """
        {"certificate":{"kind":"optimal","bound":3,"proof":"every machine is placed"},"elapsedSeconds":0.12,"measures":{"before":{"machinesPlaced":2,"cpuAllocatedShare":0.5},"after":{"machinesPlaced":3,"cpuAllocatedShare":0.875}},"steps":[{"wave":1,"machine":"vm-7","to":"host-b"},{"wave":2,"machine":"vm-8","to":"host-a"},{"wave":2,"machine":"vm-9","to":null}],"placements":[{"machine":"vm-7"}]}
        """,
        JsonSerializer.Serialize(Document(Views.Small())));

    [Fact]
    public void WriteJson_HostileNames_ComeBackUnchanged()
    {
        const string Name = "a\u001b[31m\"\\\r\n</script>é漢";
        JsonElement step = Document(Views.Small(Name)).GetProperty("steps")[0];
        Assert.Equal(Name, step.GetProperty("machine").GetString());
    }

    [Fact]
    public void WriteJson_BrokenSurrogate_IsStillADocument() =>
        Assert.Equal("x\ufffd", Document(Views.Small("x\ud800")).GetProperty("steps")[0].GetProperty("machine").GetString());

    [Fact]
    public void WriteJson_NestedCells_AreObjectsAndLists()
    {
        Cell place = Cell.Nested("host-a / 0+1", ("host", "host-a"), ("numa", Cell.List("0+1", 0, 1)));
        PlanView view = Views.Small() with
        {
            Properties = [("slots", Cell.Nested("", ("before", 2), ("bound", (string?)null))), ("none", Cell.List(""))],
            Tables = [new PlanTable("migrations", "Migrations", [new("to", "to"), new("bytes", "copies")], [[place, Cell.NumberShown(1024, "1 KiB")]])],
        };
        JsonElement document = Document(view);
        Assert.Equal("""{"before":2,"bound":null}""", JsonSerializer.Serialize(document.GetProperty("slots")));
        Assert.Equal(0, document.GetProperty("none").GetArrayLength());
        Assert.Equal("""[{"to":{"host":"host-a","numa":[0,1]},"bytes":1024}]""", JsonSerializer.Serialize(document.GetProperty("migrations")));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void WriteJson_NumberThatJsonLacks_IsNull(double bound) =>
        Assert.Equal(JsonValueKind.Null, Document(Views.Small() with { Certificate = Certificate.WithinGap(bound, "") }).GetProperty("certificate").GetProperty("bound").ValueKind);

    private static JsonElement Document(PlanView view)
    {
        var stream = new MemoryStream();
        PlanRenderer.WriteJson(view, stream);
        byte[] bytes = stream.ToArray();
        Assert.Equal((byte)'\n', bytes[^1]);
        return JsonDocument.Parse(Encoding.UTF8.GetString(bytes)).RootElement;
    }
}
