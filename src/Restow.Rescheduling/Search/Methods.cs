using Restow.Rescheduling.Search.Annealing;
using Restow.Rescheduling.Search.Heuristics;
using Restow.Rescheduling.Search.Models;

namespace Restow.Rescheduling.Search;

/// <summary>The searching methods by name.</summary>
internal static class Methods
{
    private static readonly Dictionary<ReschedulingMethod, IReschedulingMethod> All = new()
    {
        [ReschedulingMethod.Anneal] = new SimulatedAnnealing(),
        [ReschedulingMethod.Greedy] = new Greedy(),
        [ReschedulingMethod.Complete] = new Completion(),
        [ReschedulingMethod.Vbpp] = new VectorBinPacking(),
        [ReschedulingMethod.Pop] = new Pop(),
        [ReschedulingMethod.Mip] = new PaperModel(),
    };

    /// <summary>The methods that there are.</summary>
    public static IReadOnlyCollection<ReschedulingMethod> Known => All.Keys;

    /// <summary>The method of a name that is known.</summary>
    public static IReschedulingMethod Of(ReschedulingMethod method) => All[method];
}
