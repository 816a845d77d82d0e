using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>The colours of every picture: blues for what is there, one orange for what is gained, one red for what is lost; free room pale green in whole pieces, pale orange in fragments.</summary>
internal static class Palette
{
    public static readonly SKColor Ink = SKColor.Parse("#1B2733");
    public static readonly SKColor Muted = SKColor.Parse("#66727F");
    public static readonly SKColor Rule = SKColor.Parse("#DDE3EA");
    public static readonly SKColor Edge = SKColor.Parse("#B9C3CE");
    public static readonly SKColor Paper = SKColors.White;
    public static readonly SKColor Panel = SKColor.Parse("#F3F6F9");
    public static readonly SKColor Placed = SKColor.Parse("#F5871F");
    public static readonly SKColor Moved = SKColor.Parse("#0B8F6A");
    public static readonly SKColor Piece = SKColor.Parse("#CFEBDD");
    public static readonly SKColor Fragment = SKColor.Parse("#FBDDB8");
    public static readonly SKColor Evicted = SKColor.Parse("#CF3A3A");

    private static readonly SKColor Highest = SKColor.Parse("#123A6B");
    private static readonly SKColor Middle = SKColor.Parse("#4D86BF");
    private static readonly SKColor Lowest = SKColor.Parse("#B5D1EA");

    private static readonly SKColor[] Kinds =
    [
        SKColor.Parse("#3F78B5"), SKColor.Parse("#7A68A6"), SKColor.Parse("#5BA3A0"), SKColor.Parse("#8FA3B8"),
        SKColor.Parse("#B07AA1"), SKColor.Parse("#9C8B6B"), SKColor.Parse("#C3CBD4"),
    ];

    /// <summary>A colour for each group: from dark to light where they are ordered, apart from each other where not.</summary>
    public static SKColor[] Groups(int count, bool areOrdered)
    {
        var colours = new SKColor[count];
        for (int i = 0; i < count; i++)
        {
            double t = count == 1 ? 0.5 : (double)i / (count - 1);
            colours[i] = !areOrdered ? Kinds[i % Kinds.Length] : t < 0.5 ? Mix(Highest, Middle, t * 2) : Mix(Middle, Lowest, (t * 2) - 1);
        }

        return colours;
    }

    /// <summary>Black or white, whichever reads better on <paramref name="ground"/>.</summary>
    public static SKColor On(SKColor ground) =>
        ((0.299 * ground.Red) + (0.587 * ground.Green) + (0.114 * ground.Blue)) > 150 ? Ink : SKColors.White;

    private static SKColor Mix(SKColor a, SKColor b, double t) => new(
        (byte)Math.Round(a.Red + ((b.Red - a.Red) * t)),
        (byte)Math.Round(a.Green + ((b.Green - a.Green) * t)),
        (byte)Math.Round(a.Blue + ((b.Blue - a.Blue) * t)));
}
