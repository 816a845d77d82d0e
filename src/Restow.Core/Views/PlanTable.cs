using System.Globalization;

namespace Restow.Core.Views;

/// <summary>One list of a plan: a table in text, an array of objects in JSON.</summary>
/// <param name="Name">The JSON property: <c>steps</c>.</param>
/// <param name="Title">The heading in text: <c>Steps</c>.</param>
/// <param name="Columns">The columns; each row has a cell for each.</param>
/// <param name="Rows">The rows, in order.</param>
public sealed record PlanTable(string Name, string Title, IReadOnlyList<PlanColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>How many rows the text shows; the rest is counted. Zero: the table is for machines only.</summary>
    public int TextRows { get; init; } = 50;

    /// <summary>Whether rows with the same first cell belong together, as the steps of a wave do.</summary>
    public bool IsGrouped { get; init; }
}

/// <summary>A column.</summary>
/// <param name="Name">The JSON property, camelCase.</param>
/// <param name="Heading">The heading in text.</param>
public sealed record PlanColumn(string Name, string Heading);

/// <summary>A text, a number, a list, an object, or nothing.</summary>
public readonly record struct Cell
{
    private Cell(string? text, double? number)
    {
        Text = text;
        Number = number;
    }

    public string? Text { get; private init; }

    public double? Number { get; private init; }

    /// <summary>What the text shows instead of a number, a list or an object.</summary>
    public string? Shown { get; private init; }

    /// <summary>The elements of a list; <c>null</c> for any other cell.</summary>
    public IReadOnlyList<Cell>? Items { get; private init; }

    /// <summary>The properties of an object, named in camelCase; <c>null</c> for any other cell.</summary>
    public IReadOnlyList<(string Name, Cell Value)>? Fields { get; private init; }

    public static implicit operator Cell(string? text) => new(text, null);

    public static implicit operator Cell(double number) => new(null, number);

    public static implicit operator Cell(int number) => new(null, number);

    public static implicit operator Cell(int? number) => new(null, number);

    public static Cell FromString(string? text) => text;

    public static Cell FromDouble(double number) => number;

    public static Cell FromInt32(int number) => number;

    /// <summary>A number that people read in other words: bytes as <c>16 GiB</c>.</summary>
    public static Cell NumberShown(double? number, string shown) => new(null, number) { Shown = shown };

    /// <summary>A number that people read rounded, by a .NET format: <c>0.00</c>.</summary>
    public static Cell NumberRounded(double number, string format) => NumberShown(number, number.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>A list.</summary>
    public static Cell List(string shown, params IReadOnlyList<Cell> items) => new(null, null) { Shown = shown, Items = items };

    /// <summary>An object, as a host and the nodes of it that are used.</summary>
    public static Cell Nested(string shown, params IReadOnlyList<(string Name, Cell Value)> fields) => new(null, null) { Shown = shown, Fields = fields };
}
