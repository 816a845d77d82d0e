using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>What stands under the bars: names as far as they fit, else how to read the axis.</summary>
internal static class BinNames
{
    public static void Draw(Sheet sheet, BarPanel panel, SKRect area, BinsView view, IReadOnlyList<Bin> bars, int perBar)
    {
        float slot = area.Width / bars.Count;
        string dimensions = string.Join(", ", view.Dimensions);
        if (perBar > 1)
        {
            Caption(sheet, area, $"{view.Bins.Count:N0} {view.BinName}s, fullest first; each group of bars is the mean of {perBar} {view.BinName}s: {dimensions}");
            return;
        }

        bool isWide = slot >= 58 * view.Dimensions.Count;
        for (int b = 0; b < bars.Count; b++)
        {
            float middle = area.Left + (slot * (b + 0.5f));
            string name = Printable.Of(bars[b].Name);
            if (isWide)
            {
                for (int d = 0; d < view.Dimensions.Count; d++)
                    sheet.Text(view.Dimensions[d], panel.BarArea(area, b, d).MidX, area.Bottom + 17, 12, Palette.Muted, SKTextAlign.Center);
                sheet.Text(sheet.Fit(name, slot - 8, 13), middle, area.Bottom + 37, 13, Palette.Ink, SKTextAlign.Center);
            }
            else if (slot >= 12)
            {
                float size = Math.Min(12, slot - 1.5f);
                sheet.Canvas.Save();
                sheet.Canvas.Translate(middle + (size * 0.36f), area.Bottom + 8);
                sheet.Canvas.RotateDegrees(-90);
                sheet.Text(sheet.Fit(name, 84, size), 0, 0, size, Palette.Ink, SKTextAlign.Right);
                sheet.Canvas.Restore();
            }
        }

        if (!isWide)
            Caption(sheet, area, $"{view.Dimensions.Count} bars for each {view.BinName}: {dimensions}");
    }

    private static void Caption(Sheet sheet, SKRect area, string text) =>
        sheet.Text(text, area.Left, area.Bottom + 114, 13, Palette.Muted);
}
