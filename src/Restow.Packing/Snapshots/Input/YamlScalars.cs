using System.Globalization;
using System.Text.Json;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Restow.Packing.Snapshots.Input;

/// <summary>What a YAML scalar is in JSON.</summary>
/// <remarks>
/// Quoted and block scalars are strings. Plain ones are resolved by the core schema of YAML 1.2: <c>null</c>, <c>true</c>,
/// <c>false</c>, numbers; so <c>yes</c> and <c>on</c> are strings, which the API's own writer quotes in any case.
/// </remarks>
internal static class YamlScalars
{
    public static bool IsNull(Scalar scalar) => IsPlain(scalar) && scalar.Value is "" or "~" or "null" or "Null" or "NULL";

    public static void Write(Scalar scalar, Utf8JsonWriter writer)
    {
        string text = scalar.Value;
        if (!IsPlain(scalar))
            writer.WriteStringValue(text);
        else if (IsNull(scalar))
            writer.WriteNullValue();
        else if (text is "true" or "True" or "TRUE")
            writer.WriteBooleanValue(true);
        else if (text is "false" or "False" or "FALSE")
            writer.WriteBooleanValue(false);
        else if (IsJsonNumber(text))
            writer.WriteRawValue(text, skipInputValidation: true);
        else if (TryInteger(text, out long number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(text);
    }

    private static bool IsPlain(Scalar scalar) =>
        scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && (scalar.Tag.IsEmpty || scalar.Tag.Value != "tag:yaml.org,2002:str");

    /// <summary>A number exactly as JSON writes it, which keeps the digits of a quantity as they are.</summary>
    private static bool IsJsonNumber(string text)
    {
        int at = text[0] == '-' ? 1 : 0;
        int whole = Digits(text, ref at);
        if (whole == 0 || (whole > 1 && text[at - whole] == '0'))
            return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0)
                return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '-' or '+')
                at++;
            if (Digits(text, ref at) == 0)
                return false;
        }

        return at == text.Length;
    }

    private static int Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at - start;
    }

    /// <summary>The integers that JSON cannot write: <c>+5</c>, <c>0x1f</c>, <c>0o17</c>.</summary>
    private static bool TryInteger(string text, out long number)
    {
        number = 0;
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (text.StartsWith("0o", StringComparison.Ordinal))
            return TryOctal(text.AsSpan(2), out number);
        return text[0] == '+' && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        if (digits.Length is 0 or > 20)
            return false;
        foreach (char c in digits)
        {
            if (c is < '0' or > '7')
                return false;
            number = (number * 8) + (c - '0');
        }

        return true;
    }
}
