namespace Restow.Core;

/// <summary>Why an expected operation could not be done: what was read, which object, what is wrong, and the way out.</summary>
/// <param name="Source">The file, address or argument that was read.</param>
/// <param name="Subject">The object in it, as its user names it: <c>pod default/web-1</c>. Empty when the source itself is meant.</param>
/// <param name="Problem">What is wrong, without a full stop.</param>
/// <param name="Remedy">What to do about it, without a full stop.</param>
public sealed record Fault(string Source, string Subject, string Problem, string Remedy)
{
    /// <summary>One line, whatever the parts contain: <c>source: subject: problem; remedy</c>.</summary>
    public override string ToString()
    {
        string head = Subject.Length == 0 ? Source : $"{Source}: {Subject}";
        return Printable($"{head}: {Problem}; {Remedy}");
    }

    private static string Printable(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
}
