using System.Globalization;

namespace Restow.Experiments.Packing;

/// <summary>The rows of a run, appended one by one so that an interrupted run goes on where it stopped.</summary>
internal static class PackingCsv
{
    private const string Header =
        "nodes,podsPerNode,priorities,utilisation,seconds,seed,method,class,start,placed,pendingBefore,pendingAfter,moves,certified,fewestProven,wallSeconds";

    public static List<PackingCase> Read(string path)
    {
        var rows = new List<PackingCase>();
        if (!File.Exists(path))
            return rows;
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] f = line.Split(',');
            if (f.Length != 16)
                continue;
            CultureInfo c = CultureInfo.InvariantCulture;
            rows.Add(new PackingCase(
                int.Parse(f[0], c), int.Parse(f[1], c), int.Parse(f[2], c), double.Parse(f[3], c), double.Parse(f[4], c), ulong.Parse(f[5], c), f[6], f[7],
                f[8], f[9], int.Parse(f[10], c), int.Parse(f[11], c), int.Parse(f[12], c), bool.Parse(f[13]), bool.Parse(f[14]), double.Parse(f[15], c)));
        }

        return rows;
    }

    public static void Append(string path, PackingCase row)
    {
        if (!File.Exists(path))
            File.WriteAllText(path, Header + "\n");
        File.AppendAllText(path, string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Nodes},{row.PodsPerNode},{row.Priorities},{row.Utilisation:F2},{row.Seconds},{row.Seed},{row.Method},{row.Class},{row.Start},{row.Placed},{row.PendingBefore},{row.PendingAfter},{row.Moves},{row.Certified},{row.FewestProven},{row.WallSeconds:F3}\n"));
    }
}
