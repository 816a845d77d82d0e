using System.Collections.ObjectModel;

namespace Restow.Packing.Model;

internal static class Empty
{
    public static IReadOnlyDictionary<string, string> Strings { get; } = ReadOnlyDictionary<string, string>.Empty;
}
