using Restow.Rescheduling;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Heuristics;

namespace Restow.Experiments.Rescheduling;

/// <summary>Methods by the names of the command line; <c>one-move</c> is a yardstick that only experiments have.</summary>
internal static class VmMethods
{
    private const string OneMove = "one-move";

    public static IEnumerable<string> Names => [.. Methods.Known.Select(m => m.ToString().ToLowerInvariant()), OneMove];

    public static IReschedulingMethod Of(string name) => name == OneMove ? new OneMoveGreedy() : Methods.Of(Enum.Parse<ReschedulingMethod>(name, ignoreCase: true));
}
