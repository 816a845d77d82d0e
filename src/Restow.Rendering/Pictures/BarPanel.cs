using System.Globalization;
using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>One state of the bins: for each a bar per dimension, made of its items. What stays is at the bottom, what changes on top; parts of one thing stand close together.</summary>
internal sealed class BarPanel(Sheet sheet, BinsView view, IReadOnlyList<Bin> bars, BarSlots slots, SKColor[] colours, double top)
{
    /// <summary>Draws the bars within <paramref name="area"/>.</summary>
    public void Draw(SKRect area, bool after)
    {
        sheet.Fill(area, Palette.Panel);
        foreach (double share in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            float y = Y(area, share);
            sheet.Line(area.Left, y, area.Right, y, share is 0 or 1 ? Palette.Edge : Palette.Rule, 1);
            sheet.Text((share * 100).ToString("0", CultureInfo.InvariantCulture) + " %", area.Left - 9, y + 4, 12, Palette.Muted, SKTextAlign.Right);
        }

        for (int b = 0; b < bars.Count; b++)
            for (int d = 0; d < view.Dimensions.Count; d++)
            {
                if (!bars[b].Missing.Contains(d))
                    DrawBar(area, BarArea(area, b, d), after ? bars[b].After : bars[b].Before, d, d > 0 ? null : after ? bars[b].Whole?.After : bars[b].Whole?.Before);
            }
        if (top > 1.0001)
            sheet.Line(area.Left, Y(area, 1), area.Right, Y(area, 1), Palette.Evicted, 1.5f, 5);
    }

    /// <summary>Where the bar of a dimension stands.</summary>
    public SKRect BarArea(SKRect area, int bar, int dimension)
    {
        int count = view.Dimensions.Count;
        float slot = slots.Width;
        float gap = slot > 40 ? 2 : 0;
        float width = Math.Min(((slot * (slot > 40 ? 0.84f : 0.78f)) - (gap * (count - 1))) / count, 150);
        float used = (width * count) + (gap * (count - 1));
        float left = area.Left + slots.Left[bar] + ((slot - used) / 2) + (dimension * (width + gap));
        return new SKRect(left, area.Top, left + width, area.Bottom);
    }

    private void DrawBar(SKRect area, SKRect bar, IReadOnlyList<Segment> segments, int dimension, double? whole)
    {
        sheet.Fill(new SKRect(bar.Left, Y(area, 1), bar.Right, area.Bottom), whole is null ? Palette.Paper : Palette.Fragment);
        if (whole is { } free)
            sheet.Fill(new SKRect(bar.Left, Y(area, 1), bar.Right, Y(area, 1 - free)), Palette.Piece);
        if (bar.Width > 5)
            sheet.Frame(new SKRect(bar.Left, Y(area, 1), bar.Right, area.Bottom), Palette.Edge, 0.75f);
        double level = 0;
        foreach (Segment segment in segments.OrderBy(Rank).ThenBy(s => s.Group))
        {
            float bottom = Y(area, level);
            level += segment.Shares[dimension];
            var piece = new SKRect(bar.Left, Y(area, level), bar.Right, bottom);
            if (piece.Height > 0)
                DrawSegment(piece, segment);
        }
    }

    private void DrawSegment(SKRect piece, Segment segment)
    {
        SKColor colour = colours[segment.Group];
        SegmentMark.Draw(sheet, piece, colour, segment.Change);
        if (piece.Height > 3.5f && segment.Item.Length > 0)
            sheet.Line(piece.Left, piece.Bottom, piece.Right, piece.Bottom, Palette.Paper, piece.Height > 8 ? 1 : 0.5f);
        if (piece.Width < 46 || piece.Height < 14 || segment.Item.Length == 0)
            return;
        SKColor ground = segment.Change == SegmentChange.Placed ? Palette.Placed : colour;
        string name = sheet.Fit(Printable.Of(segment.Item), piece.Width - 14, 10.5f);
        if (segment.Change is SegmentChange.Moved or SegmentChange.Evicted && name.Length > 0)
        {
            float width = sheet.Measure(name, 10.5f) + 6;
            sheet.Fill(new SKRect(piece.Left + 6, piece.MidY - 7, piece.Left + 6 + width, piece.MidY + 7), colour);
        }

        sheet.Text(name, piece.Left + 9, piece.MidY + 3.8f, 10.5f, Palette.On(ground));
    }

    private float Y(SKRect area, double share) => area.Bottom - (float)(share / top * area.Height);

    private static int Rank(Segment segment) => segment.Change switch
    {
        SegmentChange.None => 0,
        SegmentChange.Moved => 1,
        SegmentChange.Placed => 2,
        _ => 3,
    };
}
