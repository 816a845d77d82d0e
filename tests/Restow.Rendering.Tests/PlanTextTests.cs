using Restow.Core;
using Restow.Core.Views;
using Restow.Rendering.Text;

namespace Restow.Rendering.Tests;

public class PlanTextTests
{
    [Fact]
    public void WriteText_Plain_IsTheGoldenOutput() => Assert.Equal(
        """
        1 more machine placed: 2 → 3 of 3, 1 move.
        Proven optimal: every machine is placed. Took 0.12 s.


          measure               before    after         change
        ────────────────────────────────────────────────────────
          machines placed            2        3             +1
          cpu allocated share   50.0 %   87.5 %   +37.5 points


        Steps

          wave   machine   to
        ───────────────────────────
             1   vm-7      host-b

             2   vm-8      host-a
                 vm-9


        Hosts before and after

          host     cpu before            after                 memory before         after                 out   in
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
          host-0   ██████████▊·   90 %   ██████████▊·   90 %   ████████▍···   70 %   ████████▍···   70 %     1    1
          host-1   ██████████▊·   90 %   ██████████▊·   90 %   ████████▍···   70 %   ████████▍···   70 %     1    1

        """.ReplaceLineEndings("\n"),
        Text(Views.Small()));

    [Theory]
    [InlineData("[red]")]
    [InlineData("[/]")]
    [InlineData("[bold red on blue]x")]
    [InlineData("[[")]
    public void WriteText_MarkupInAName_IsShownAsItIs(string name) => Assert.Contains(name, Text(Views.Small(name)), StringComparison.Ordinal);

    [Fact]
    public void WriteText_ControlAndDirectionCharacters_AreTakenOut()
    {
        string text = Text(Views.Small("a\u001b[31mb\r\nc\u202ed\ud800e") with { Headline = "x\u001b]0;title\u0007y" });
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains("a [31mb  c d", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteText_AnythingPlain_IsAtMost120Wide()
    {
        string text = Text(Views.Small(new string('n', 900)) with { Headline = new string('h', 900) + " end", Bins = Views.Bins(500, 3) });
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, TextTarget.PlainWidth));
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public void WriteText_ManyRows_CountsTheRest()
    {
        PlanTable table = Views.Small().Tables[0];
        string text = Text(Views.Small() with { Tables = [table with { Rows = [.. Enumerable.Repeat(table.Rows[0], 61)] }] });
        Assert.Contains("and 11 more", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteText_NestedCells_AreShownInTheirWords()
    {
        PlanTable table = new("migrations", "Migrations", [new("to", "to"), new("bytes", "copies")], [[Cell.Nested("host-a / 0+1", ("host", "host-a")), Cell.NumberShown(1024, "1 KiB")]]);
        Assert.Contains("  host-a / 0+1    1 KiB\n", Text(Views.Small() with { Tables = [table] }), StringComparison.Ordinal);
    }

    [Fact]
    public void WriteText_HeatMap_DarkensWithTheFigure()
    {
        var heat = new HeatMapView("Free cores in pieces", "host", "cores", 30, [0, 1, 8, 16, 30], [0, 0, 0, 0, 30]);
        string text = Text(Views.Small() with { HeatMap = heat });
        Assert.Contains("  before  after\n  ·░▒▓█   ····█\n  each character is a host: · 0  ░ to 7.5  ▒ to 15  ▓ to 22.5  █ to 30 cores\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteText_HeatMapOfMany_SharesCharactersAndStaysWithinTheWidth()
    {
        double[] values = [.. Enumerable.Range(0, 10_001).Select(i => (double)(i % 31))];
        string text = Text(Views.Small() with { HeatMap = new HeatMapView("Free", "host", "cores", 30, values, values) });
        Assert.Contains("each character is the mean of 23 hosts", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, TextTarget.PlainWidth));
        Assert.InRange(text.Split('\n').Count(l => l.Contains('▓', StringComparison.Ordinal) || l.Contains('▒', StringComparison.Ordinal)), 8, 10);
    }

    [Theory]
    [InlineData(CertificateKind.None, "Nothing is proven")]
    [InlineData(CertificateKind.WithinGap, "Proven within 2 of the best: no plan goes beyond 5 machines placed")]
    public void WriteText_Certificate_IsInWords(CertificateKind kind, string expected) =>
        Assert.Contains(expected, Text(Views.Small() with { Certificate = new Certificate(kind, 5, "because") }), StringComparison.Ordinal);

    private static string Text(PlanView view)
    {
        var writer = new StringWriter();
        PlanRenderer.WriteText(view, TextTarget.Plain(writer));
        return writer.ToString();
    }
}
