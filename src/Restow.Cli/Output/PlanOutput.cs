using System.Text;
using Restow.Core;
using Restow.Core.Views;
using Restow.Rendering;
using Restow.Rendering.Pictures;
using Restow.Rendering.Text;

namespace Restow.Cli.Output;

/// <summary>Where a plan goes: standard output or a file, as text or JSON, and perhaps a picture.</summary>
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

    public Fault? Write(PlanView view)
    {
        byte[]? picture = null;
        if (Chart is not null)
        {
            if (!PlanRenderer.Draw(view, ChartFormat).TryGet(out picture, out Fault? fault))
                return fault;
        }

        Fault? failure = IsToFile ? OutputFile.Write(File!, stream => WriteTo(stream, view)) : WriteToConsole(view);
        return failure ?? (picture is null ? null : OutputFile.Write(Chart!, stream => stream.Write(picture)));
    }

    private Fault? WriteToConsole(PlanView view)
    {
        try
        {
            using Stream stream = Console.OpenStandardOutput();
            if (Format == PlanFormat.Text && !Console.IsOutputRedirected)
                PlanRenderer.WriteText(view, TextTarget.Terminal(Console.Out));
            else
                WriteTo(stream, view);
            return null;
        }
        catch (IOException e)
        {
            return new Fault("standard output", "", $"cannot be written ({e.Message.TrimEnd('.')})", "name a file with --output");
        }
    }

    private void WriteTo(Stream stream, PlanView view)
    {
        using var buffered = new BufferedStream(stream, 1 << 16);
        if (Format == PlanFormat.Json)
        {
            PlanRenderer.WriteJson(view, buffered);
            return;
        }

        using var writer = new StreamWriter(buffered, Utf8) { NewLine = "\n" };
        PlanRenderer.WriteText(view, TextTarget.Plain(writer));
    }
}
