using System.Globalization;
using Restow.Core.Views;
using Spectre.Console;

namespace Restow.Rendering.Text;

/// <summary>A bar for each bin, before and after. Of many bins those that the plan changes come first, and the rest is counted.</summary>
internal static class BinsText
{
    private const int Most = 32;
    private const int Width = 12;
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    public static void Write(IAnsiConsole console, BinsView bins)
    {
        console.WriteLine();
        console.Write(new Markup($"[bold]{Markup.Escape(char.ToUpperInvariant(bins.BinName[0]) + bins.BinName[1..])}s before and after[/]\n"));
        Table table = TableText.Plain().AddColumn(new TableColumn(Markup.Escape(bins.BinName)).NoWrap());
        for (int d = 0; d < bins.Dimensions.Count; d++)
        {
            table.AddColumn(new TableColumn($"{Markup.Escape(bins.Dimensions[d])} before").NoWrap());
            table.AddColumn(new TableColumn("after").NoWrap());
        }

        table.AddColumn(new TableColumn("out").RightAligned().NoWrap()).AddColumn(new TableColumn("in").RightAligned().NoWrap());
        Bin[] shown = bins.Bins.Count <= Most
            ? [.. bins.Bins]
            : [.. bins.Bins.Index().OrderByDescending(b => Changes(b.Item.Before) + Changes(b.Item.After)).Take(Most).OrderBy(b => b.Index).Select(b => b.Item)];
        foreach (Bin bin in shown)
        {
            var cells = new List<string> { Markup.Escape(Printable.Of(bin.FullName, 40)) };
            for (int d = 0; d < bins.Dimensions.Count; d++)
            {
                bool isMissing = bin.Missing.Contains(d);
                cells.Add(isMissing ? "" : Bar(Bin.Fill(bin.Before, d)));
                cells.Add(isMissing ? "" : Bar(Bin.Fill(bin.After, d)));
            }

            cells.Add(Count(Changes(bin.Before)));
            cells.Add(Count(Changes(bin.After)));
            table.AddRow([.. cells]);
        }

        console.Write(table);
        if (shown.Length < bins.Bins.Count)
            console.Write(new Markup($"  [grey]and {bins.Bins.Count - shown.Length:N0} more {Markup.Escape(bins.BinName)}s[/]\n"));
    }

    private static int Changes(IReadOnlyList<Segment> segments) => segments.Count(s => s.Change != SegmentChange.None);

    private static string Count(int changes) => changes == 0 ? "" : changes.ToString(CultureInfo.InvariantCulture);

    private static string Bar(double fill)
    {
        int eighths = (int)Math.Round(Math.Clamp(fill, 0, 1) * Width * 8);
        string bar = new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8]);
        string colour = fill > 1 ? "red" : "blue";
        return $"[{colour}]{bar}[/][grey]{new string('·', Width - bar.Length)}[/] {fill * 100,4:0} %";
    }
}
