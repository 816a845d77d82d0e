using System.Globalization;
using Restow.Core;

namespace Restow.Serving;

/// <summary>
/// A latency model from measured steps: least squares on relative errors, since a step of 30 ms and one of 1 s deserve the
/// same care. Input: CSV with header <c>kind,tokens,sequences,kvTokens,milliseconds</c>; <c>prefill</c> rows have one prompt
/// of <c>tokens</c>, <c>decode</c> rows a batch of <c>sequences</c> over <c>kvTokens</c>, <c>copy</c> rows the blocks in <c>tokens</c>.
/// </summary>
public static class LatencyFit
{
    /// <summary>Fits; needs at least three prefill and three decode rows. Without copies the defaults stay.</summary>
    public static Result<LatencyModel> FromCsv(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (FileFault.Covers(e))
        {
            return FileFault.Of(path, e);
        }

        var prefills = new List<double[]>();
        var decodes = new List<double[]>();
        var copies = new List<double[]>();
        for (int i = 1; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            string[] cells = lines[i].Split(',');
            var numbers = new double[4];
            for (int c = 0; c < 4; c++)
            {
                if (cells.Length != 5 || !double.TryParse(cells[c + 1], CultureInfo.InvariantCulture, out numbers[c]))
                    return new Fault(path, $"line {i + 1}", "not kind,tokens,sequences,kvTokens,milliseconds", "correct the line");
            }

            (double tokens, double ms) = (numbers[0], numbers[3]);
            if (!(ms > 0) || !Array.TrueForAll(numbers, static n => n is >= 0 and <= 1e9))
                return new Fault(path, $"line {i + 1}", "the time is not positive, or a number is negative or beyond 1e9", "give counts and milliseconds");
            switch (cells[0].Trim())
            {
                case "prefill":
                    prefills.Add([1, tokens, tokens * tokens, ms]);
                    break;
                case "decode":
                    decodes.Add([1, numbers[1], numbers[2], ms]);
                    break;
                case "copy":
                    copies.Add([1, tokens, ms]);
                    break;
                default:
                    return new Fault(path, $"line {i + 1}", $"the kind '{cells[0]}' is not known", "use prefill, decode or copy");
            }
        }

        double[]? prefill = NonNegative(prefills, 3);
        double[]? decode = NonNegative(decodes, 3);
        if (prefill is null || decode is null)
            return new Fault(path, "", "too few different prefill or decode rows", "measure at least three of each, varying tokens, sequences and cache");
        var model = new LatencyModel
        {
            Name = "fitted",
            PrefillFixed = prefill[0],
            PrefillPerToken = prefill[1],
            PrefillPerTokenSquared = prefill[2],
            DecodeFixed = decode[0],
            DecodePerSequence = decode[1],
            DecodePerKvToken = decode[2],
        };
        if (NonNegative(copies, 2) is { } copy)
            model = model with { CopyFixed = copy[0], CopyPerBlock = copy[1] };
        return model.Check(path) is { } fault ? fault : model;
    }

    /// <summary>
    /// Coefficients that are all at least 0: noise that makes one negative would give steps of negative length. The most negative one (by its share of the largest row)
    /// becomes 0 and the others are solved again, until none is negative.
    /// </summary>
    private static double[]? NonNegative(List<double[]> rows, int unknowns)
    {
        List<int> kept = [.. Enumerable.Range(0, unknowns)];
        while (kept.Count > 0 && Solve([.. rows.Select(r => kept.Select(c => r[c]).Append(r[unknowns]).ToArray())], kept.Count) is { } solution)
        {
            int worst = Enumerable.Range(0, kept.Count).MinBy(i => solution[i] * rows.Max(r => r[kept[i]]));
            if (solution[worst] >= 0)
            {
                var all = new double[unknowns];
                for (int i = 0; i < kept.Count; i++)
                    all[kept[i]] = solution[i];
                return rows.Count < unknowns ? null : all;
            }

            kept.RemoveAt(worst);
        }

        return null;
    }

    /// <summary>Normal equations of rows divided by their result; columns are scaled first, as squares of tokens dwarf the constant.</summary>
    private static double[]? Solve(List<double[]> rows, int unknowns)
    {
        if (rows.Count < unknowns)
            return null;
        var scale = new double[unknowns];
        for (int c = 0; c < unknowns; c++)
            scale[c] = Math.Max(rows.Max(r => Math.Abs(r[c])), double.Epsilon);
        var system = new double[unknowns, unknowns + 1];
        foreach (double[] row in rows)
        {
            for (int i = 0; i < unknowns; i++)
            {
                double a = row[i] / scale[i] / row[unknowns];
                for (int j = 0; j < unknowns; j++)
                    system[i, j] += a * row[j] / scale[j] / row[unknowns];
                system[i, unknowns] += a;
            }
        }

        return Eliminate(system, unknowns) is { } solution ? [.. solution.Select((x, i) => x / scale[i])] : null;
    }

    private static double[]? Eliminate(double[,] system, int n)
    {
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(system[r, column]));
            if (Math.Abs(system[pivot, column]) < 1e-14)
                return null;
            for (int j = 0; j <= n; j++)
                (system[column, j], system[pivot, j]) = (system[pivot, j], system[column, j]);
            for (int row = 0; row < n; row++)
            {
                double factor = row == column ? 0 : system[row, column] / system[column, column];
                for (int j = column; j <= n; j++)
                    system[row, j] -= factor * system[column, j];
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => system[i, n] / system[i, i])];
    }
}
