using System.Globalization;
using System.Text;
using CsvHelper;
using Restow.Core;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>Reads CSV with a header, line by line into rows; the first thing that is wrong with a line ends it.</summary>
internal static class CsvTable
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 1 << 20,
    };

    /// <param name="columns">The columns that are used, of which the first <paramref name="required"/> must be there.</param>
    public static Result<List<T>> Read<T>(string source, byte[] bytes, string[] columns, int required, Func<CsvLine, T> convert)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
            using CsvReader csv = CsvReader.Create(text, Options);
            csv.ReadHeader();
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach ((int i, string column) in columns.Index())
            {
                if (csv.TryGetFieldIndex(column, out int at))
                    index[column] = at;
                else if (i < required)
                    return new Fault(source, "", $"it has no column {column}", $"the first line names the columns: {string.Join(",", columns)}");
            }

            var rows = new List<T>();
            while (csv.Read())
            {
                var line = new CsvLine(source, csv, index);
                rows.Add(convert(line));
                if (line.Fault is { } fault)
                    return fault;
            }

            return rows;
        }
        catch (CsvFormatException e)
        {
            return new Fault(source, "", $"it is not valid CSV: {e.Message.TrimEnd('.')}", "correct the line");
        }
        catch (DecoderFallbackException)
        {
            return new Fault(source, "", "it is not UTF-8", "save it as UTF-8");
        }
    }
}

/// <summary>One line, by column name. A column that is absent is empty.</summary>
internal sealed class CsvLine(string source, CsvReader csv, Dictionary<string, int> index)
{
    public Fault? Fault { get; private set; }

    public string Text(string column) => index.TryGetValue(column, out int at) ? csv.GetString(at).Trim() : "";

    /// <summary>A number; NaN when empty.</summary>
    public double Number(string column)
    {
        string text = Text(column);
        if (text.Length == 0)
            return double.NaN;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            return value;
        Report($"{column} \"{text}\" is not a number");
        return double.NaN;
    }

    /// <summary>A yes or no.</summary>
    public bool Flag(string column, bool whenEmpty)
    {
        string text = Text(column);
        switch (text.ToUpperInvariant())
        {
            case "":
                return whenEmpty;
            case "TRUE" or "YES" or "1":
                return true;
            case "FALSE" or "NO" or "0":
                return false;
            default:
                Report($"{column} \"{text}\" is neither true nor false");
                return whenEmpty;
        }
    }

    /// <summary>Names with semicolons between them.</summary>
    public string[] Names(string column) => Text(column).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public void Report(string problem) => Fault ??= new Fault(source, $"line {csv.LineNumber}", problem, "correct the line");
}
