using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>What the colours and marks mean, in one line that wraps.</summary>
internal sealed class Legend(Sheet sheet, float left, float top, float right)
{
    private const float Size = 13;
    private readonly float start = left;
    private float x = left;
    private float y = top;

    public void Draw(BinsView view, SKColor[] colours)
    {
        Title(view.GroupTitle);
        for (int i = 0; i < view.Groups.Count; i++)
        {
            int group = i;
            Entry(sheet.Fit(Printable.Of(view.Groups[i]), 150, Size), area => sheet.Fill(area, colours[group]));
        }

        x += 18;
        SegmentChange[] changes = [.. view.Bins.SelectMany(b => b.Before.Concat(b.After)).Select(s => s.Change).Distinct().Order()];
        SKColor sample = colours[colours.Length / 2];
        Entry("free", area =>
        {
            sheet.Fill(area, Palette.Paper);
            sheet.Frame(area, Palette.Edge, 1);
        });
        if (changes.Contains(SegmentChange.Moved))
            Entry("moves", area => SegmentMark.Draw(sheet, area, sample, SegmentChange.Moved));
        if (changes.Contains(SegmentChange.Placed))
            Entry("newly placed", area => SegmentMark.Draw(sheet, area, sample, SegmentChange.Placed));
        if (changes.Contains(SegmentChange.Evicted))
            Entry("evicted", area => SegmentMark.Draw(sheet, area, sample, SegmentChange.Evicted));
    }

    private void Title(string title)
    {
        sheet.Text(title, x, y + 11, Size, Palette.Muted);
        x += sheet.Measure(title, Size) + 12;
    }

    private void Entry(string name, Action<SKRect> mark)
    {
        float width = 26 + sheet.Measure(name, Size) + 18;
        if (x + width > right)
        {
            x = start;
            y += 22;
        }

        mark(new SKRect(x, y - 1, x + 20, y + 13));
        sheet.Text(name, x + 26, y + 11, Size, Palette.Ink);
        x += width;
    }
}
