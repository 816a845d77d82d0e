using System.Globalization;
using Restow.Core;
using Restow.Core.Views;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>
/// The bins before the plan above, after it below, in the same order and on the same scale: what stays keeps its place in
/// the bar, so the eye finds what leaves (above) and what arrives (below).
/// </summary>
internal static class PlanPicture
{
    private const int Width = 1600;
    private const int Height = 1040;
    private const float Left = 84;
    private const float Right = 1384;
    private const int MostBars = 100;

    public static byte[] Draw(PlanView view, BinsView bins, PictureFont font, PictureFormat format) =>
        Sheet.Render(Width, Height, format == PictureFormat.Png ? 1.5f : 1, font, format, sheet => Draw(sheet, view, bins));

    private static void Draw(Sheet sheet, PlanView view, BinsView bins)
    {
        (IReadOnlyList<Bin> bars, int perBar) = BinAggregation.Of(bins, MostBars);
        SKColor[] colours = Palette.Groups(bins.Groups.Count, bins.AreGroupsOrdered);
        double top = Math.Max(1, bars.SelectMany(b => Enumerable.Range(0, bins.Dimensions.Count).Select(d => Math.Max(Bin.Fill(b.Before, d), Bin.Fill(b.After, d)))).Max());
        float right = bins.CanWait ? Right : Width - 40;
        var slots = BarSlots.Of(bars, right - Left);
        var panel = new BarPanel(sheet, bins, bars, slots, colours, top);

        Title(sheet, view);
        float height = (Height - 146 - 52 - 52 - BinNames.Height(sheet, slots, bins, bars)) / 2f;
        var before = new SKRect(Left, 146, right, 146 + height);
        var after = new SKRect(Left, before.Bottom + 52, right, before.Bottom + 52 + height);
        State(sheet, panel, before, false, bins);
        State(sheet, panel, after, true, bins);
        if (bins.CanWait)
        {
            WaitingPanel.Draw(sheet, new SKRect(right + 32, before.Top, Width - 30, before.Bottom), bins.WaitingBefore, colours);
            WaitingPanel.Draw(sheet, new SKRect(right + 32, after.Top, Width - 30, after.Bottom), bins.WaitingAfter, colours);
        }

        BinNames.Draw(sheet, panel, after, slots, bins, bars, perBar);
        new Legend(sheet, new SKRect(Left, Height - 36, Width - 30, Height)).Draw(bins, colours, SegmentMark.IsThin(panel.BarArea(after, 0, 0).Width));
    }

    private static void Title(Sheet sheet, PlanView view)
    {
        Measure? main = view.After.Count > 0 ? view.After[0] : null;
        sheet.Text(sheet.Fit(Printable.Of(view.Headline.TrimEnd('.')), Width - Left - 40, 27, true), Left, 52, 27, Palette.Ink, bold: true);
        string certificate = Words.Short(view.Certificate, main);
        SKColor colour = view.Certificate.Kind == CertificateKind.Optimal ? Palette.Moved : Palette.Ink;
        sheet.Text(certificate, Left, 82, 17, colour, bold: true);
        string rest = $"in {Words.Time(view.Elapsed)}   ·   {Printable.Of(Path.GetFileName(view.Subject))}";
        sheet.Text(rest, Left + sheet.Measure(certificate, 17, true) + 12, 82, 17, Palette.Muted);
    }

    private static void State(Sheet sheet, BarPanel panel, SKRect area, bool after, BinsView bins)
    {
        sheet.Text(after ? "After" : "Before", area.Left, area.Top - 13, 18, Palette.Ink, bold: true);
        int items = bins.Bins.SelectMany(b => after ? b.After : b.Before).Select(s => s.Item).Distinct(StringComparer.Ordinal).Count();
        sheet.Text($"{Words.Number(items)} {bins.ItemName}s", area.Left + 76, area.Top - 13, 15, Palette.Muted);
        string means = string.Join("   ", bins.Dimensions.Select((name, d) => $"{name} {Mean(bins, d, after).ToString("0.0 %", CultureInfo.InvariantCulture)}"));
        sheet.Text($"mean fill   {means}", area.Right, area.Top - 13, 15, Palette.Muted, SKTextAlign.Right);
        panel.Draw(area, after);
    }

    private static double Mean(BinsView bins, int dimension, bool after) =>
        bins.Bins.Where(b => !b.Missing.Contains(dimension)).Select(b => Bin.Fill(after ? b.After : b.Before, dimension)).DefaultIfEmpty(0).Average();
}
