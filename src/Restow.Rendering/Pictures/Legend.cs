using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>What the colours and marks mean, in one line that wraps.</summary>
internal sealed class Legend
{
    private const float Size = 13;
    private static readonly (SegmentChange, string)[] Marks =
        [(SegmentChange.Moved, "moves"), (SegmentChange.Placed, "newly placed"), (SegmentChange.Evicted, "evicted")];

    private readonly Sheet sheet;
    private readonly SKRect area;
    private float x;
    private float y;

    public Legend(Sheet sheet, SKRect area)
    {
        this.sheet = sheet;
        this.area = area;
        (x, y) = (area.Left, area.Top);
    }

    /// <param name="areBarsThin">Whether the bars are too thin for stripes; marks are plain then.</param>
    public void Draw(BinsView view, SKColor[] colours, bool areBarsThin)
    {
        Title(view.GroupTitle);
        for (int i = 0; i < view.Groups.Count; i++)
        {
            int group = i;
            Entry(sheet.Fit(Printable.Of(view.Groups[i]), 150, Size), box => sheet.Fill(box, colours[group]));
        }

        x += 18;
        SegmentChange[] changes = [.. view.Bins.SelectMany(b => b.Before.Concat(b.After)).Select(s => s.Change).Distinct().Order()];
        SKColor sample = colours[colours.Length / 2];
        if (view.PiecesName.Length > 0)
        {
            Entry(Printable.Of(view.PiecesName), box => Room(box, Palette.Piece));
            Entry("fragments", box => Room(box, Palette.Fragment));
        }

        Entry(view.PiecesName.Length > 0 ? $"free {view.Dimensions[^1]}" : "free", box => Room(box, Palette.Paper));
        foreach ((SegmentChange change, string name) in Marks)
        {
            if (changes.Contains(change))
                Entry(name, box => SegmentMark.Draw(sheet, box, sample, change, areBarsThin));
        }
    }

    private void Room(SKRect box, SKColor colour)
    {
        sheet.Fill(box, colour);
        sheet.Frame(box, Palette.Edge, 1);
    }

    private void Title(string title)
    {
        sheet.Text(title, x, y + 11, Size, Palette.Muted);
        x += sheet.Measure(title, Size) + 12;
    }

    private void Entry(string name, Action<SKRect> mark)
    {
        float width = 26 + sheet.Measure(name, Size) + 18;
        if (x + width > area.Right)
        {
            x = area.Left;
            y += 22;
        }

        mark(new SKRect(x, y - 1, x + 20, y + 13));
        sheet.Text(name, x + 26, y + 11, Size, Palette.Ink);
        x += width;
    }
}
