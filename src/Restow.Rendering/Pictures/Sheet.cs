using SkiaSharp;

namespace Restow.Rendering.Pictures;

/// <summary>A canvas with lettering: what the drawings share.</summary>
internal sealed class Sheet(SKCanvas canvas, PictureFont font)
{
    public SKCanvas Canvas => canvas;

    /// <summary>Draws a sheet and encodes it.</summary>
    /// <param name="scale">Pixels for each unit of a PNG; an SVG has no pixels.</param>
    public static byte[] Render(int width, int height, float scale, PictureFont font, PictureFormat format, Action<Sheet> draw)
    {
        if (format == PictureFormat.Svg)
        {
            using var stream = new MemoryStream();
            using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream))
            {
                canvas.DrawRect(0, 0, width, height, new SKPaint { Color = Palette.Paper });
                draw(new Sheet(canvas, font));
            }

            return stream.ToArray();
        }

        using var surface = SKSurface.Create(new SKImageInfo((int)(width * scale), (int)(height * scale), SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(Palette.Paper);
        surface.Canvas.Scale(scale);
        draw(new Sheet(surface.Canvas, font));
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Fill(SKRect area, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRect(area, paint);
    }

    public void Frame(SKRect area, SKColor colour, float thickness)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, IsStroke = true, StrokeWidth = thickness };
        float inset = thickness / 2;
        canvas.DrawRect(new SKRect(area.Left + inset, area.Top + inset, area.Right - inset, area.Bottom - inset), paint);
    }

    public void Line(float x0, float y0, float x1, float y1, SKColor colour, float thickness, float dash = 0)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, IsStroke = true, StrokeWidth = thickness };
        if (dash > 0)
            paint.PathEffect = SKPathEffect.CreateDash([dash, dash], 0);
        canvas.DrawLine(x0, y0, x1, y1, paint);
    }

    /// <summary>Diagonal stripes over an area.</summary>
    public void Hatch(SKRect area, SKColor colour, float thickness = 1.6f, float pitch = 6)
    {
        canvas.Save();
        canvas.ClipRect(area);
        for (float x = area.Left - area.Height; x < area.Right; x += pitch)
            Line(x, area.Bottom, x + area.Height, area.Top, colour, thickness);
        canvas.Restore();
    }

    public void Text(string text, float x, float y, float size, SKColor colour, SKTextAlign align = SKTextAlign.Left, bool bold = false)
    {
        using SKFont lettering = font.At(size, bold);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawText(text, x, y, align, lettering, paint);
    }

    public float Measure(string text, float size, bool bold = false)
    {
        using SKFont lettering = font.At(size, bold);
        return lettering.MeasureText(text);
    }

    /// <summary>The text, cut with an ellipsis so that it is at most <paramref name="width"/> wide; empty where not even three letters fit.</summary>
    public string Fit(string text, float width, float size, bool bold = false)
    {
        using SKFont lettering = font.At(size, bold);
        if (lettering.MeasureText(text) <= width)
            return text;
        int low = 0;
        int high = text.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (lettering.MeasureText(text.AsSpan(0, middle).ToString() + "…") <= width)
                low = middle;
            else
                high = middle - 1;
        }

        return low < 3 ? "" : text[..low] + "…";
    }
}
