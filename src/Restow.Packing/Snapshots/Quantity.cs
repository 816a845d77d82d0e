using System.Globalization;
using System.Numerics;

namespace Restow.Packing.Snapshots;

/// <summary>Reads Kubernetes quantities: <c>100m</c>, <c>1.5Gi</c>, <c>1e3</c>, <c>12E</c>.</summary>
/// <remarks>
/// The grammar and the rounding are those of <c>k8s.io/apimachinery/pkg/api/resource</c>: a decimal number and a suffix of
/// <c>n u m k M G T P E</c> (powers of ten), <c>Ki</c> to <c>Ei</c> (powers of two) or <c>e</c>, <c>E</c> and an exponent. The
/// arithmetic is exact; what is left over is rounded away from zero, as <c>Value()</c> and <c>MilliValue()</c> do. Amounts
/// beyond 64 bits, which upstream caps or lets overflow, saturate at plus or minus 2^63-1.
/// </remarks>
public static class Quantity
{
    private const int LongestText = 256;

    /// <summary>The amount in thousandths, as <c>MilliValue()</c>: millicores for <c>cpu</c>.</summary>
    /// <returns>Whether <paramref name="text"/> is a quantity.</returns>
    public static bool TryParseMilli(ReadOnlySpan<char> text, out long milli) => TryParse(text, 3, out milli, out _);

    /// <summary>The amount in whole units, as <c>Value()</c>: bytes for <c>memory</c>.</summary>
    /// <returns>Whether <paramref name="text"/> is a quantity.</returns>
    public static bool TryParseUnits(ReadOnlySpan<char> text, out long units) => TryParse(text, 0, out units, out _);

    /// <summary>The amount times ten to the power of <paramref name="decimals"/>, and whether nothing was rounded or capped.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, int decimals, out long amount, out bool exact)
    {
        amount = 0;
        exact = true;
        if (text.Length is 0 or > LongestText)
            return false;
        bool negative = text[0] == '-';
        if (text[0] is '-' or '+')
            text = text[1..];

        int length = 0;
        int point = -1;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || (text[length] == '.' && point < 0)))
        {
            if (text[length] == '.')
                point = length;
            length++;
        }

        ReadOnlySpan<char> number = text[..length];
        int fraction = point < 0 ? 0 : length - point - 1;
        if (length == (point < 0 ? 0 : 1) || !TrySuffix(text[length..], out int baseOf, out int exponent))
            return false;

        BigInteger digits = Digits(number);
        int tens = decimals - fraction + (baseOf == 10 ? exponent : 0);
        BigInteger scaled = baseOf == 2 ? digits << exponent : digits;
        amount = Scale(scaled, tens, out exact);
        if (negative)
            amount = -amount;
        return true;
    }

    private static BigInteger Digits(ReadOnlySpan<char> number)
    {
        // Nearly every quantity has few digits; only the rest pays for big numbers.
        if (number.Length <= 18)
        {
            long value = 0;
            foreach (char c in number)
            {
                if (c != '.')
                    value = (value * 10) + (c - '0');
            }

            return value;
        }

        return BigInteger.Parse(number.ToString().Replace(".", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary><paramref name="digits"/> times ten to the power of <paramref name="tens"/>, rounded up, capped at 2^63-1.</summary>
    private static long Scale(BigInteger digits, int tens, out bool exact)
    {
        exact = true;
        if (digits.IsZero)
            return 0;
        if (tens >= 0)
        {
            // 10^19 is beyond 64 bits whatever it multiplies.
            BigInteger product = tens > 18 ? BigInteger.Zero : digits * BigInteger.Pow(10, tens);
            exact = tens <= 18 && product <= long.MaxValue;
            return exact ? (long)product : long.MaxValue;
        }

        // Below one unit whatever the digits are: up to one.
        if (tens < -(LongestText + 64))
        {
            exact = false;
            return 1;
        }

        BigInteger quotient = BigInteger.DivRem(digits, BigInteger.Pow(10, -tens), out BigInteger rest);
        if (!rest.IsZero)
        {
            exact = false;
            quotient += BigInteger.One;
        }

        if (quotient <= long.MaxValue)
            return (long)quotient;
        exact = false;
        return long.MaxValue;
    }

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out int baseOf, out int exponent)
    {
        (baseOf, exponent) = suffix switch
        {
            "" => (10, 0),
            "n" => (10, -9),
            "u" => (10, -6),
            "m" => (10, -3),
            "k" => (10, 3),
            "M" => (10, 6),
            "G" => (10, 9),
            "T" => (10, 12),
            "P" => (10, 15),
            "E" => (10, 18),
            "Ki" => (2, 10),
            "Mi" => (2, 20),
            "Gi" => (2, 30),
            "Ti" => (2, 40),
            "Pi" => (2, 50),
            "Ei" => (2, 60),
            _ => (0, 0),
        };
        if (baseOf != 0)
            return true;
        baseOf = 10;
        return suffix[0] is 'e' or 'E' && TryExponent(suffix[1..], out exponent);
    }

    private static bool TryExponent(ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 0;
        int sign = text.Length > 0 && text[0] == '-' ? -1 : 1;
        if (text.Length > 0 && text[0] is '-' or '+')
            text = text[1..];
        if (text.Length == 0)
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;

            // Beyond any amount; more digits change nothing.
            exponent = Math.Min(10_000, (exponent * 10) + (c - '0'));
        }

        exponent *= sign;
        return true;
    }
}
