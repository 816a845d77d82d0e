using Restow.Core;
using Restow.Core.Views;
using Restow.Rendering;
using Restow.Rendering.Pictures;
using Restow.Rendering.Text;

namespace Restow.Cli;

/// <summary>Where a command's answer goes: standard output or a file, text or JSON, and a picture.</summary>
internal sealed record Outputs(string Format, FileInfo? File, FileInfo? Chart)
{
    /// <summary>Writes the view everywhere it was asked for. Files appear whole or not at all.</summary>
    /// <returns>Why it could not be.</returns>
    public Fault? Write(PlanView view)
    {
        if (Chart is not null)
        {
            PictureFormat format;
            switch (Chart.Extension.ToLowerInvariant())
            {
                case ".png":
                    format = PictureFormat.Png;
                    break;
                case ".svg":
                    format = PictureFormat.Svg;
                    break;
                default:
                    return new Fault(Chart.Name, "", "is neither a .png nor a .svg", "name the chart so that its ending says which");
            }

            if (!PlanRenderer.Draw(view, format).TryGet(out byte[]? picture, out Fault? fault))
                return fault;
            WriteWhole(Chart, stream => stream.Write(picture));
        }

        if (File is null)
        {
            using Stream output = Console.OpenStandardOutput();
            Render(view, output, !Console.IsOutputRedirected);
            return null;
        }

        WriteWhole(File, stream => Render(view, stream, false));
        return null;
    }

    private void Render(PlanView view, Stream stream, bool terminal)
    {
        if (Format == "json")
        {
            PlanRenderer.WriteJson(view, stream);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        PlanRenderer.WriteText(view, terminal ? TextTarget.Terminal(writer) : TextTarget.Plain(writer));
    }

    private static void WriteWhole(FileInfo file, Action<Stream> write)
    {
        string temporary = $"{file.FullName}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = System.IO.File.Create(temporary))
                write(stream);
            System.IO.File.Move(temporary, file.FullName, overwrite: true);
        }
        finally
        {
            System.IO.File.Delete(temporary);
        }
    }
}
