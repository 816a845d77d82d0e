using System.Text.Encodings.Web;
using System.Text.Json;
using Restow.Core;
using Restow.Core.Views;

namespace Restow.Rendering.Json;

/// <summary>A plan as one JSON document: certificate, elapsedSeconds, measures, and a property for each list.</summary>
internal static class PlanJson
{
    // Readable names; the document is not meant to stand inside HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(PlanView view, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            WriteCertificate(json, view.Certificate);
            json.WriteNumber("elapsedSeconds", Math.Round(view.Elapsed.TotalSeconds, 6));
            json.WriteStartObject("measures");
            WriteMeasures(json, "before", view.Before);
            WriteMeasures(json, "after", view.After);
            json.WriteEndObject();
            foreach ((string name, Cell value) in view.Properties)
            {
                json.WritePropertyName(name);
                WriteCell(json, value);
            }

            foreach (PlanTable table in view.Tables)
                WriteTable(json, table);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteCertificate(Utf8JsonWriter json, Certificate certificate)
    {
        json.WriteStartObject("certificate");
        json.WriteString("kind", certificate.Kind switch
        {
            CertificateKind.Optimal => "optimal",
            CertificateKind.WithinGap => "withinGap",
            _ => "none",
        });
        json.WritePropertyName("bound");
        WriteNumber(json, certificate.Bound);
        json.WriteString("proof", certificate.Proof);
        json.WriteEndObject();
    }

    private static void WriteMeasures(Utf8JsonWriter json, string name, IReadOnlyList<Measure> measures)
    {
        json.WriteStartObject(name);
        foreach (Measure measure in measures)
        {
            json.WritePropertyName(measure.Name);
            WriteNumber(json, measure.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter json, PlanTable table)
    {
        json.WriteStartArray(table.Name);
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            json.WriteStartObject();
            for (int c = 0; c < table.Columns.Count; c++)
            {
                json.WritePropertyName(table.Columns[c].Name);
                WriteCell(json, row[c]);
            }

            json.WriteEndObject();
            if (json.BytesPending > 1 << 16)
                json.Flush();
        }

        json.WriteEndArray();
    }

    private static void WriteCell(Utf8JsonWriter json, Cell cell)
    {
        if (cell.Fields is { } fields)
        {
            json.WriteStartObject();
            foreach ((string name, Cell value) in fields)
            {
                json.WritePropertyName(name);
                WriteCell(json, value);
            }

            json.WriteEndObject();
        }
        else if (cell.Items is { } items)
        {
            json.WriteStartArray();
            foreach (Cell item in items)
                WriteCell(json, item);
            json.WriteEndArray();
        }
        else if (cell.Text is { } text)
        {
            json.WriteStringValue(text);
        }
        else
        {
            WriteNumber(json, cell.Number);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double? number)
    {
        if (number is not { } value || !double.IsFinite(value))
            json.WriteNullValue();
        else if (double.IsInteger(value) && Math.Abs(value) < 1L << 53)
            json.WriteNumberValue((long)value);
        else
            json.WriteNumberValue(value);
    }
}
