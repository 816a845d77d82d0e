using Restow.Core.Views;
using Spectre.Console;

namespace Restow.Rendering.Text;

/// <summary>A list of a plan as a text table; long ones are cut and what is left out is counted.</summary>
internal static class TableText
{
    public static Table Plain() => new() { Border = TableBorder.Simple, ShowRowSeparators = false };

    public static void Write(IAnsiConsole console, PlanTable table)
    {
        console.WriteLine();
        console.Write(new Markup($"[bold]{Markup.Escape(Printable.Of(table.Title))}[/]\n"));
        Table drawn = Plain();
        for (int c = 0; c < table.Columns.Count; c++)
        {
            var column = new TableColumn(Markup.Escape(Printable.Of(table.Columns[c].Heading)));
            if (table.Rows.All(r => r[c] is { Text: null, Items: null, Fields: null }))
                column.RightAligned();
            if (table.Columns.Count > 3 || c < table.Columns.Count - 1)
                column.NoWrap();
            drawn.AddColumn(column);
        }

        for (int r = 0; r < Math.Min(table.Rows.Count, table.TextRows); r++)
        {
            bool isRepeated = table.IsGrouped && r > 0 && table.Rows[r][0] == table.Rows[r - 1][0];
            if (table.IsGrouped && r > 0 && !isRepeated)
                drawn.AddEmptyRow();
            drawn.AddRow([.. table.Rows[r].Select((cell, c) => c == 0 && isRepeated ? "" : Show(cell))]);
        }

        console.Write(drawn);
        if (table.Rows.Count > table.TextRows)
            console.Write(new Markup($"  [grey]and {table.Rows.Count - table.TextRows:N0} more; --format json has them all[/]\n"));
    }

    private static string Show(Cell cell) =>
        cell.Shown is { } shown ? Markup.Escape(Printable.Of(shown, 300)) : cell.Number is { } number ? Words.Number(number) : Markup.Escape(Printable.Of(cell.Text, 300));
}
