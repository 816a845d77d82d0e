using Restow.Core.Views;
using Spectre.Console;

namespace Restow.Rendering.Text;

/// <summary>A report as text: its sentence, its tables, its remarks.</summary>
internal sealed class ReportText(TextTarget target)
{
    public void Write(ReportView view) => target.Write(console =>
    {
        console.Write(PlanText.Line(view.Headline, "bold"));
        foreach (PlanTable table in view.Tables)
        {
            if (table.TextRows > 0 && table.Rows.Count > 0)
                TableText.Write(console, table);
        }

        if (view.Notes.Count > 0)
            console.WriteLine();
        foreach (string note in view.Notes)
            console.Write(PlanText.Line(note, "grey"));
    });
}
