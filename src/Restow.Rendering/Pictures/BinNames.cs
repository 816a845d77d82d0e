using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>What stands under the bars: names as far as they fit, else how to read the axis.</summary>
internal static class BinNames
{
    private const float Longest = 110;

    /// <summary>The room that they take.</summary>
    public static float Height(Sheet sheet, float width, BinsView view, IReadOnlyList<Bin> bars)
    {
        float slot = width / bars.Count;
        if (bars.Count < view.Bins.Count || slot < 11)
            return 34;
        return slot >= 70 ? 62 : Math.Min(Longest, bars.Max(b => sheet.Measure(Printable.Of(b.Name), Math.Min(12, slot - 1.5f))) + 14) + 34;
    }

    public static void Draw(Sheet sheet, BarPanel panel, SKRect area, BinsView view, IReadOnlyList<Bin> bars, int perBar)
    {
        float slot = area.Width / bars.Count;
        string dimensions = string.Join(", ", view.Dimensions);
        if (perBar > 1)
        {
            Caption(sheet, area, 24, $"{view.Bins.Count:N0} {view.BinName}s, fullest first; each group of bars is the mean of {perBar} {view.BinName}s: {dimensions}");
            return;
        }

        bool areDimensionsNamed = slot >= 52 * view.Dimensions.Count;
        for (int b = 0; b < bars.Count; b++)
        {
            string name = Printable.Of(bars[b].Name);
            foreach (int d in Enumerable.Range(0, areDimensionsNamed ? view.Dimensions.Count : 0).Except(bars[b].Missing))
                sheet.Text(view.Dimensions[d], panel.BarArea(area, b, d).MidX, area.Bottom + 17, 12, Palette.Muted, SKTextAlign.Center);
            float middle = area.Left + (slot * (b + 0.5f));
            if (slot >= 70)
                sheet.Text(sheet.Fit(name, slot - 8, 13), middle, area.Bottom + (areDimensionsNamed ? 37 : 19), 13, Palette.Ink, SKTextAlign.Center);
            else if (slot >= 11)
                Upright(sheet, name, middle, area.Bottom + 8, Math.Min(12, slot - 1.5f));
        }

        if (!areDimensionsNamed)
            Caption(sheet, area, Height(sheet, area.Width, view, bars) - 14, $"{view.Dimensions.Count} bars for each {view.BinName}: {dimensions}");
    }

    private static void Upright(Sheet sheet, string name, float x, float y, float size)
    {
        sheet.Canvas.Save();
        sheet.Canvas.Translate(x + (size * 0.36f), y);
        sheet.Canvas.RotateDegrees(-90);
        sheet.Text(sheet.Fit(name, Longest - 14, size), 0, 0, size, Palette.Ink, SKTextAlign.Right);
        sheet.Canvas.Restore();
    }

    private static void Caption(Sheet sheet, SKRect area, float below, string text) =>
        sheet.Text(text, area.Left, area.Bottom + below, 13, Palette.Muted);
}
