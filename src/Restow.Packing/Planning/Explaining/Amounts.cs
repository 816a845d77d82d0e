using System.Globalization;
using Restow.Packing.Model;

namespace Restow.Packing.Planning.Explaining;

/// <summary>Amounts as kubectl shows them: <c>350m</c>, <c>2</c>, <c>512Mi</c>.</summary>
internal static class Amounts
{
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

    public static string Format(string resource, long amount)
    {
        if (resource == Resources.Cpu)
            return amount % 1000 == 0 ? Plain(amount / 1000) : Plain(amount) + "m";
        bool bytes = resource is Resources.Memory or Resources.EphemeralStorage || resource.StartsWith("hugepages-", StringComparison.Ordinal);
        return bytes ? Bytes(amount) : Plain(amount);
    }

    // Rounded up, to three digits or more, so that what is asked for is enough.
    private static string Bytes(long amount)
    {
        int unit = 0;
        while (unit + 1 < Binary.Length && (amount >= 1024 * 1000 || (amount >= 1024 && amount % 1024 == 0)))
        {
            amount = (amount / 1024) + (amount % 1024 == 0 ? 0 : 1);
            unit++;
        }

        return Plain(amount) + Binary[unit];
    }

    private static string Plain(long amount) => amount.ToString(CultureInfo.InvariantCulture);
}
