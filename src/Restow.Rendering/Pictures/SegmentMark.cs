using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>How an item is painted for what the plan does to it; the same in bars and legend.</summary>
internal static class SegmentMark
{
    public static void Draw(Sheet sheet, SKRect piece, SKColor colour, SegmentChange change, bool isThin = false)
    {
        isThin |= IsThin(piece.Width);
        float frame = isThin || piece.Height <= 4 ? 0 : piece.Width > 16 && piece.Height > 9 ? 2 : 1;
        switch (change)
        {
            case SegmentChange.Placed:
                sheet.Fill(piece, Palette.Placed);
                if (!isThin && piece.Width > 10)
                    sheet.Fill(new SKRect(piece.Left, piece.Top, piece.Left + Math.Min(5, piece.Width / 4), piece.Bottom), colour);
                break;
            case SegmentChange.Moved:
                Striped(sheet, piece, colour, Palette.Moved, frame);
                break;
            case SegmentChange.Evicted:
                Striped(sheet, piece, colour, Palette.Evicted, frame);
                break;
            default:
                sheet.Fill(piece, colour);
                break;
        }
    }

    /// <summary>Whether a bar is too thin for stripes.</summary>
    public static bool IsThin(float width) => width <= 6;

    private static void Striped(Sheet sheet, SKRect piece, SKColor colour, SKColor mark, float frame)
    {
        if (frame == 0)
        {
            sheet.Fill(piece, mark);
            return;
        }

        sheet.Fill(piece, colour);
        sheet.Hatch(piece, SKColors.White.WithAlpha(190));
        sheet.Frame(piece, mark, frame);
    }
}
