using System.Globalization;
using System.Text;

using CsvHelper;

using Restow.Core;

namespace Restow.Packing.Snapshots.Input;

/// <summary>Reads a CSV file with a header, line by line into rows.</summary>
internal static class CsvTable
{
    private const int LongestLine = 1 << 20;

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LongestLine,
    };

    /// <summary>Reads the file.</summary>
    /// <param name="columns">The columns that are used, of which the first <paramref name="required"/> must be there.</param>
    /// <param name="convert">Makes a row of a line; what is wrong with the line it reports there.</param>
    public static Result<List<T>> Read<T>(string path, string[] columns, int required, Func<CsvLine, T> convert)
    {
        var findings = new Findings(path);
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            using CsvReader csv = CsvReader.Create(text, Options);
            return Rows(csv, columns, required, convert, findings) is { } rows ? rows : findings.Fault!;
        }
        catch (CsvFormatException e)
        {
            return new Fault(path, "", $"it is not valid CSV: {e.Message.TrimEnd('.')}", "correct the line");
        }
        catch (DecoderFallbackException)
        {
            return new Fault(path, "", "it is not UTF-8", "save it as UTF-8");
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }
    }

    private static List<T>? Rows<T>(CsvReader csv, string[] columns, int required, Func<CsvLine, T> convert, Findings findings)
    {
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            findings.Report("", "it is empty", "the first line names the columns");
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            string column = columns[i];
            if (csv.TryGetFieldIndex(column, out int at))
                index[column] = at;
            else if (i < required)
                findings.Report("", $"it has no column {column}", $"the first line names the columns: {string.Join(",", columns)}");
        }

        var rows = new List<T>();
        while (!findings.Failed && csv.Read())
            rows.Add(convert(new CsvLine(csv, index, findings)));
        return findings.Failed ? null : rows;
    }
}

/// <summary>One line of a table, by column name. A column that is absent is empty.</summary>
internal readonly struct CsvLine(CsvReader csv, Dictionary<string, int> index, Findings findings)
{
    public string Text(string column) =>
        index.TryGetValue(column, out int at) ? csv.GetString(at).Trim() : "";

    public string Name(string column)
    {
        string name = Text(column);
        if (name.Length == 0)
            Report($"{column} is empty", "give each line a name");
        return name;
    }

    /// <summary>A whole number from zero to <paramref name="largest"/>; empty is zero. The default keeps sums of a whole trace within 64 bits.</summary>
    public long Number(string column, long largest = int.MaxValue)
    {
        string text = Text(column);
        if (text.Length == 0)
            return 0;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal value)
            && value >= 0 && value <= largest && decimal.Truncate(value) == value)
        {
            return (long)value;
        }

        Report($"{column} \"{text}\" is not a whole number from 0 to {largest}", "correct the line");
        return 0;
    }

    public void Report(string problem, string remedy) => findings.Report($"line {csv.LineNumber}", problem, remedy);
}
