using Restow.Core;
using Restow.Core.Views;
using Spectre.Console;

namespace Restow.Rendering.Text;

/// <summary>A plan as text: the answer, what is proven, the measures, the lists, the bins.</summary>
internal sealed class PlanText(TextTarget target)
{
    public void Write(PlanView view) => target.Write(console =>
    {
        Measure? main = view.After.Count > 0 ? view.After[0] : null;
        console.Write(Line(view.Headline, Style(view.Certificate)));
        console.Write(Line($"{Words.Sentence(view.Certificate, main)} Took {Words.Time(view.Elapsed)}.", "grey"));
        console.WriteLine();
        console.Write(Measures(view));
        foreach (PlanTable table in view.Tables)
        {
            if (table.TextRows > 0 && table.Rows.Count > 0)
                TableText.Write(console, table);
        }

        if (view.HeatMap is { Before.Count: > 0 } heat)
            HeatMapText.Write(console, heat);
        if (view.Bins is { Bins.Count: > 0 } bins)
            BinsText.Write(console, bins);
        if (view.Notes.Count > 0)
            console.WriteLine();
        foreach (string note in view.Notes)
            console.Write(Line(note, "grey"));
    });

    internal static Markup Line(string text, string style) => new($"[{style}]{Markup.Escape(Printable.Of(text, 2000))}[/]\n");

    private static string Style(Certificate certificate) => certificate.Kind == CertificateKind.Optimal ? "bold green" : "bold";

    private static Table Measures(PlanView view)
    {
        Table table = TableText.Plain().AddColumns(
            new TableColumn("measure"),
            new TableColumn("before").RightAligned(),
            new TableColumn("after").RightAligned(),
            new TableColumn("change").RightAligned());
        foreach ((Measure before, Measure after) in view.Before.Zip(view.After))
        {
            bool isBetter = before.Better == Better.Higher ? after.Value > before.Value : after.Value < before.Value;
            string change = Markup.Escape(Words.Change(before, after));
            table.AddRow(
                Markup.Escape(Words.Spaced(after.Name)),
                Words.Value(before),
                Words.Value(after),
                change.Length == 0 ? "" : isBetter ? $"[green]{change}[/]" : $"[yellow]{change}[/]");
        }

        return table;
    }
}
