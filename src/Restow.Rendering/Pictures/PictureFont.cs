using Restow.Core;
using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>The fonts that pictures are lettered with. Machines without a screen often have none, and letters would be missing without a word.</summary>
internal sealed class PictureFont : IDisposable
{
    private static readonly string[] Preferred = ["Inter", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Helvetica"];

    private PictureFont(SKTypeface regular, SKTypeface bold)
    {
        Regular = regular;
        Bold = bold;
    }

    public SKTypeface Regular { get; }

    public SKTypeface Bold { get; }

    /// <summary>The family's name.</summary>
    public string Family => Regular.FamilyName;

    public static Result<PictureFont> Load() => Load([.. SKFontManager.Default.FontFamilies]);

    /// <param name="families">The families that the machine has.</param>
    internal static Result<PictureFont> Load(string[] families)
    {
        SKFontManager fonts = SKFontManager.Default;
        string? family = Preferred.FirstOrDefault(p => families.Contains(p, StringComparer.OrdinalIgnoreCase)) ?? families.FirstOrDefault();
        if (family is null || fonts.MatchFamily(family, SKFontStyle.Normal) is not { } regular || !regular.ContainsGlyph('a'))
            return new Fault("chart", "", "this machine has no font to letter a picture with", "install one (apt-get install fonts-dejavu-core) or leave --chart out");
        return new PictureFont(regular, fonts.MatchFamily(family, SKFontStyle.Bold) ?? regular);
    }

    public SKFont At(float size, bool bold = false) => new(bold ? Bold : Regular, size) { Subpixel = true, Edging = SKFontEdging.Antialias };

    public void Dispose()
    {
        if (!ReferenceEquals(Regular, Bold))
            Bold.Dispose();
        Regular.Dispose();
    }
}
