using System.Buffers;
using System.Globalization;
using System.Text;

namespace Restow.Rendering;

/// <summary>Names from outside, made safe to show: no control or bidirectional-override characters, no broken surrogates, not longer than asked.</summary>
internal static class Printable
{
    public static string Of(string? text, int longest = 512)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var shown = new StringBuilder(Math.Min(text.Length, longest));
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed);
            rest = rest[consumed..];
            if (status == OperationStatus.Done && IsHarmful(rune))
                rune = new Rune(' ');
            if (shown.Length + rune.Utf16SequenceLength > longest - 1 && (!rest.IsEmpty || shown.Length + rune.Utf16SequenceLength > longest))
                return shown.Append('…').ToString();
            shown.Append(rune);
        }

        return shown.ToString();
    }

    private static bool IsHarmful(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
