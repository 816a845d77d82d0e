using System.Globalization;
using System.Text;
using Restow.Core.Views;
using Spectre.Console;

namespace Restow.Rendering.Text;

/// <summary>
/// A character for each bin, darker where its figure is higher, before on the left and after on the right. Of more bins than there are characters,
/// neighbours share one that shows their mean.
/// </summary>
internal static class HeatMapText
{
    private const int Columns = 56;
    private const int Rows = 8;

    private static readonly (char Block, string Colour)[] Levels = [('·', "grey"), ('░', "green"), ('▒', "yellow"), ('▓', "orange1"), ('█', "red")];

    public static void Write(IAnsiConsole console, HeatMapView view)
    {
        int perCell = (view.Before.Count + (Columns * Rows) - 1) / (Columns * Rows);
        int[] before = Cells(view.Before, view.Most, perCell);
        int[] after = Cells(view.After, view.Most, perCell);
        int width = Math.Min(Columns, before.Length);
        console.WriteLine();
        console.Write(new Markup($"[bold]{Markup.Escape(Printable.Of(view.Title))}[/]\n"));
        console.Write(new Markup($"  {"before".PadRight(width)}  after\n"));
        for (int start = 0; start < before.Length; start += width)
        {
            int end = Math.Min(start + width, before.Length);
            console.Write(new Markup($"  {Line(before.AsSpan(start, end - start), width)}  {Line(after.AsSpan(start, end - start), 0)}\n"));
        }

        string share = perCell == 1 ? $"a {view.BinName}" : $"the mean of {perCell} {view.BinName}s";
        console.Write(new Markup($"  [grey]each character is {Markup.Escape(share)}:[/] {Key(view.Most)} [grey]{Markup.Escape(view.Unit)}[/]\n"));
    }

    /// <summary>The level of each character.</summary>
    private static int[] Cells(IReadOnlyList<double> values, double most, int perCell) =>
        [.. values.Chunk(perCell).Select(chunk => Level(chunk.Average() / most))];

    // Nothing is a level of its own: a single stranded core is visible.
    private static int Level(double share) => share <= 0 ? 0 : 1 + (int)Math.Min(3, Math.Floor(share * 4));

    private static string Line(ReadOnlySpan<int> levels, int width)
    {
        var line = new StringBuilder();
        foreach (int level in levels)
            line.Append(CultureInfo.InvariantCulture, $"[{Levels[level].Colour}]{Levels[level].Block}[/]");
        return line.Append(' ', Math.Max(0, width - levels.Length)).ToString();
    }

    private static string Key(double most)
    {
        var key = new StringBuilder($"[grey]·[/] 0");
        for (int level = 1; level < Levels.Length; level++)
            key.Append(CultureInfo.InvariantCulture, $"  [{Levels[level].Colour}]{Levels[level].Block}[/] to {Words.Number(Math.Round(most * level / 4, 1))}");
        return key.ToString();
    }
}
