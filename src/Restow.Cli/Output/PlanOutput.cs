using System.Text;
using Restow.Core;
using Restow.Core.Views;
using Restow.Rendering;
using Restow.Rendering.Pictures;
using Restow.Rendering.Text;

namespace Restow.Cli.Output;

/// <summary>Where an answer goes: standard output or a file, as text or JSON, and perhaps a picture.</summary>
/// <param name="Format">Text for people, or one JSON document.</param>
/// <param name="File">The file; <c>null</c> or <c>-</c> for standard output.</param>
/// <param name="Chart">The picture's file; <c>null</c> for none.</param>
internal sealed record PlanOutput(PlanFormat Format, string? File, string? Chart)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private bool IsToFile => File is not null and not "-";

    private PictureFormat ChartFormat => Chart!.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? PictureFormat.Svg : PictureFormat.Png;

    /// <summary>What is known to go wrong before the plan is made.</summary>
    public Fault? Check() => (IsToFile ? OutputFile.Check(File!) : null) ?? (Chart is null ? null : OutputFile.Check(Chart));

    public Fault? Write(PlanView view) =>
        Write(target => PlanRenderer.WriteText(view, target), stream => PlanRenderer.WriteJson(view, stream), format => PlanRenderer.Draw(view, format));

    /// <summary>The same for an answer whose JSON is at hand.</summary>
    public Fault? Write(Action<TextTarget> text, string json, Func<PictureFormat, Result<byte[]>> draw) => Write(text, stream => stream.Write(Utf8.GetBytes(json + "\n")), draw);

    /// <summary>Writes an answer in the form that is wanted. Nothing is written when its picture cannot be drawn.</summary>
    public Fault? Write(Action<TextTarget> text, Action<Stream> json, Func<PictureFormat, Result<byte[]>> draw)
    {
        byte[]? picture = null;
        if (Chart is not null && !draw(ChartFormat).TryGet(out picture, out Fault? fault))
            return fault;
        Fault? failure = IsToFile ? OutputFile.Write(File!, stream => WriteTo(stream, text, json)) : WriteToConsole(text, json);
        return failure ?? (picture is null ? null : OutputFile.Write(Chart!, stream => stream.Write(picture)));
    }

    private Fault? WriteToConsole(Action<TextTarget> text, Action<Stream> json)
    {
        try
        {
            using Stream stream = Console.OpenStandardOutput();
            if (Format == PlanFormat.Text && !Console.IsOutputRedirected)
                text(TextTarget.Terminal(Console.Out));
            else
                WriteTo(stream, text, json);
            return null;
        }
        catch (IOException e)
        {
            return new Fault("standard output", "", $"cannot be written ({e.Message.TrimEnd('.')})", "name a file with --output");
        }
    }

    private void WriteTo(Stream stream, Action<TextTarget> text, Action<Stream> json)
    {
        using var buffered = new BufferedStream(stream, 1 << 16);
        if (Format == PlanFormat.Json)
        {
            json(buffered);
            return;
        }

        using var writer = new StreamWriter(buffered, Utf8) { NewLine = "\n" };
        text(TextTarget.Plain(writer));
    }
}
