using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>The items that are in no bin, a square each.</summary>
internal static class WaitingPanel
{
    private static readonly float[] Sizes = [14, 11, 8, 6, 4, 3];

    public static void Draw(Sheet sheet, SKRect area, IReadOnlyList<int> groups, SKColor[] colours)
    {
        sheet.Text("waiting", area.Left, area.Top + 12, 13, Palette.Muted);
        sheet.Text(Words.Number(groups.Count), area.Left, area.Top + 42, 28, groups.Count == 0 ? Palette.Muted : Palette.Ink, bold: true);
        var room = new SKRect(area.Left, area.Top + 56, area.Right, area.Bottom);
        float size = Sizes.FirstOrDefault(s => Capacity(room, s) >= groups.Count, Sizes[^1]);
        int columns = Columns(room, size);
        int shown = Math.Min(groups.Count, Capacity(room, size));
        foreach ((int i, int group) in groups.Order().Take(shown).Index())
        {
            float x = room.Left + (i % columns * (size + Gap(size)));
            float y = room.Top + (i / columns * (size + Gap(size)));
            sheet.Fill(new SKRect(x, y, x + size, y + size), colours[group]);
        }
    }

    private static float Gap(float size) => size > 6 ? 3 : 1;

    private static int Columns(SKRect room, float size) => Math.Max(1, (int)((room.Width + Gap(size)) / (size + Gap(size))));

    private static int Capacity(SKRect room, float size) => Columns(room, size) * (int)((room.Height + Gap(size)) / (size + Gap(size)));
}
