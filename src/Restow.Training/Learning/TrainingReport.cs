using System.Globalization;
using Restow.Core;
using Restow.Rendering.Pictures;

namespace Restow.Training.Learning;

/// <summary>What is kept of a run beside its weights.</summary>
internal static class TrainingReport
{
    /// <summary>Remarks for the weights' file: how to train them again. Folders are left out.</summary>
    public static Dictionary<string, string> Remarks(TrainingSubject subject, TrainingRun run, int steps, ulong seed) => new()
    {
        ["method"] = subject.Remark,
        ["steps"] = $"{steps}",
        ["seed"] = $"{seed}",
        ["seconds"] = run.Seconds.ToString("0", CultureInfo.InvariantCulture),
        ["command"] = "restow-train " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(a => Path.GetFileName(a))),
    };

    /// <summary>Draws slots over seconds, or says why not.</summary>
    public static Fault? Draw(string path, TrainingRun run, Validation? validation)
    {
        var series = new List<ChartSeries> { new("greedy policy", [.. run.Curve.Select(c => (c.Seconds, c.Gain))]) };
        if (validation is not null && run.Curve.Count > 0)
            series.Add(new ChartSeries("optimum", [(0, validation.MeanOptimum), (run.Curve[^1].Seconds, validation.MeanOptimum)]));
        var chart = new LineChart("Training", "mean slots gained on churned fleets that are not trained on, 50 migrations", "seconds of training", "slots", series);
        if (!LineChart.Draw(chart, path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? PictureFormat.Svg : PictureFormat.Png).TryGet(out byte[]? picture, out Fault? fault))
            return fault;
        File.WriteAllBytes(path, picture);
        return null;
    }
}
