using System.Globalization;

namespace Restow.Experiments.Rescheduling;

/// <summary>The rows of an experiment, appended one by one so that an interrupted run goes on where it stopped.</summary>
internal static class VmCsv
{
    private const string Header = "experiment,instance,variant,method,time,before,after,bound,moves,stuck,rateBefore,rateAfter,seconds";

    public static List<VmRow> Read(string path)
    {
        var rows = new List<VmRow>();
        if (!File.Exists(path))
            return rows;
        CultureInfo c = CultureInfo.InvariantCulture;
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] f = line.Split(',');
            if (f.Length != 13)
                continue;
            rows.Add(new VmRow(
                f[0], f[1], f[2], f[3], double.Parse(f[4], c), long.Parse(f[5], c), long.Parse(f[6], c), f[7].Length == 0 ? null : double.Parse(f[7], c),
                int.Parse(f[8], c), int.Parse(f[9], c), double.Parse(f[10], c), double.Parse(f[11], c), double.Parse(f[12], c)));
        }

        return rows;
    }

    public static void Append(string path, VmRow row)
    {
        if (!File.Exists(path))
            File.WriteAllText(path, Header + "\n");
        File.AppendAllText(path, string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Experiment},{row.Instance},{row.Variant},{row.Method},{row.Time},{row.Before},{row.After},{row.Bound},{row.Moves},{row.Stuck},{row.RateBefore:F5},{row.RateAfter:F5},{row.Seconds:F3}\n"));
    }
}
