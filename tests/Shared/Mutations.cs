using System.Text;

namespace Restow.Tests;

/// <summary>Random damage to valid input.</summary>
internal static class Mutations
{
    private static readonly string[] Fragments =
        ["null", "{}", "[]", "-1", "1e999", "\"", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",", "\n", "---\n", "- ", ";", "+", "NaN", "0.5", "&a ", "*a", "!!int ", "true", "9999999999999999999", "\uFEFF", "é"];

    public static byte[] Of(string text, Random random) => Of(Encoding.UTF8.GetBytes(text), random);

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (int edits = random.Next(1, 6); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), Math.Min(random.Next(1, 200), bytes.Count / 2)));
                    break;
                case 4:
                    ReplaceValue(bytes, at, random);
                    break;
                case 5:
                    ReplaceNumber(bytes, at, random);
                    break;
                case 6:
                    bytes[at] = (byte)('0' + random.Next(10));
                    break;
                default:
                    if (random.Next(8) == 0)
                        bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts another value after the next colon: valid syntax, wrong type.</summary>
    private static void ReplaceValue(List<byte> bytes, int from, Random random)
    {
        int colon = bytes.IndexOf((byte)':', from);
        int end = colon < 0 ? -1 : bytes.FindIndex(colon, b => b is (byte)',' or (byte)'\n' or (byte)'}');
        if (end < 0)
            return;
        bytes.RemoveRange(colon + 1, end - colon - 1);
        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(" " + Fragments[random.Next(Fragments.Length)]));
    }

    /// <summary>Another value in the place of the next number: valid syntax, wrong amount or type.</summary>
    private static void ReplaceNumber(List<byte> bytes, int from, Random random)
    {
        int start = bytes.FindIndex(from, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
            return;
        int end = bytes.FindIndex(start, b => b is not (>= (byte)'0' and <= (byte)'9'));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
    }
}
