namespace Restow.Rendering.Pictures;

/// <summary>The kind of a picture file.</summary>
public enum PictureFormat
{
    Png,
    Svg,
}
