using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>What stands under the bars: names as far as they fit, else how to read the axis. Parts have their own names and below them, once, that of the whole.</summary>
internal static class BinNames
{
    private const float Longest = 110;
    private const float PartLine = 17;

    /// <summary>The room that they take.</summary>
    public static float Height(Sheet sheet, BarSlots slots, BinsView view, IReadOnlyList<Bin> bars)
    {
        if (bars.Count < view.Bins.Count || slots.Width < 11)
            return 34;
        float parts = bars.Any(b => b.Of.Length > 0) ? PartLine : 0;
        if (AreNamesLevel(slots, bars))
            return parts > 0 ? 62 + PartLine : 62;
        float upright = Math.Min(12, slots.Width - 1.5f);
        return Math.Min(Longest, bars.Max(b => sheet.Measure(Printable.Of(NameOf(b)), upright)) + 14) + 34 + parts;
    }

    public static void Draw(Sheet sheet, BarPanel panel, SKRect area, BarSlots slots, BinsView view, IReadOnlyList<Bin> bars, int perBar)
    {
        string dimensions = string.Join(", ", view.Dimensions);
        if (perBar > 1)
        {
            Caption(sheet, area, 24, $"{view.Bins.Count:N0} {view.BinName}s, fullest first; each group of bars is the mean of {perBar} {view.BinName}s: {dimensions}");
            return;
        }

        bool areDimensionsNamed = slots.Width >= 52 * view.Dimensions.Count;
        for (int b = 0; b < bars.Count && areDimensionsNamed; b++)
        {
            foreach (int d in Enumerable.Range(0, view.Dimensions.Count).Except(bars[b].Missing))
                sheet.Text(view.Dimensions[d], panel.BarArea(area, b, d).MidX, area.Bottom + 17, 12, Palette.Muted, SKTextAlign.Center);
        }

        float below = areDimensionsNamed ? PartLine : 0;
        if (slots.Width >= 11)
            Names(sheet, area, slots, bars, below);
        if (!areDimensionsNamed)
            Caption(sheet, area, Height(sheet, slots, view, bars) - 14, $"{view.Dimensions.Count} bars for each {view.BinName}: {dimensions}");
    }

    private static void Names(Sheet sheet, SKRect area, BarSlots slots, IReadOnlyList<Bin> bars, float below)
    {
        bool areLevel = AreNamesLevel(slots, bars);
        if (bars.Any(b => b.Of.Length > 0))
        {
            for (int b = 0; b < bars.Count; b++)
            {
                if (bars[b].Of.Length > 0)
                    sheet.Text(sheet.Fit(Printable.Of(bars[b].Name), slots.Width - 2, 12), area.Left + slots.Left[b] + (slots.Width / 2), area.Bottom + below + 16, 12, Palette.Muted, SKTextAlign.Center);
            }

            below += PartLine;
        }

        foreach ((int from, int to) in BarSlots.Runs(bars))
        {
            string name = Printable.Of(NameOf(bars[from]));
            float left = area.Left + slots.Left[from];
            float right = area.Left + slots.Left[to - 1] + slots.Width;
            if (areLevel)
                sheet.Text(sheet.Fit(name, right - left - 8, 13), (left + right) / 2, area.Bottom + below + (below > 0 ? 20 : 19), 13, Palette.Ink, SKTextAlign.Center);
            else
                Upright(sheet, name, (left + right) / 2, area.Bottom + below + 8, Math.Min(12, slots.Width - 1.5f));
        }
    }

    private static string NameOf(Bin bin) => bin.Of.Length == 0 ? bin.Name : bin.Of;

    // Whether the narrowest name still has room to lie flat.
    private static bool AreNamesLevel(BarSlots slots, IReadOnlyList<Bin> bars) => BarSlots.Runs(bars).Min(r => r.To - r.From) * slots.Width >= 70;

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
