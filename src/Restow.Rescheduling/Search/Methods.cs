using Restow.Core;
using Restow.Rescheduling.Search.Annealing;
using Restow.Rescheduling.Search.Heuristics;
using Restow.Rescheduling.Search.Models;
using Restow.Rescheduling.Search.Patterns;

namespace Restow.Rescheduling.Search;

/// <summary>The methods by name.</summary>
internal static class Methods
{
    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<ReschedulingMethod> Known { get; } = Enum.GetValues<ReschedulingMethod>();

    /// <summary>The method that the options ask for, or the fault of a file that it needs.</summary>
    public static Result<IReschedulingMethod> Of(ReschedulingOptions options) => options.Method switch
    {
        ReschedulingMethod.Exact => new ExactSearch(),
        ReschedulingMethod.Anneal => new SimulatedAnnealing(),
        ReschedulingMethod.Greedy => new Greedy(),
        ReschedulingMethod.Complete => new Completion(),
        ReschedulingMethod.Vbpp => new VectorBinPacking(),
        ReschedulingMethod.Pop => new Pop(),
        ReschedulingMethod.Mip => new PaperModel(),
        ReschedulingMethod.Policy => Learning.PolicySearch.Create(options).Then<IReschedulingMethod>(search => search),
        _ => new AutoSearch(),
    };

    /// <summary>A method with what ships.</summary>
    public static IReschedulingMethod Of(ReschedulingMethod method) => Of(new ReschedulingOptions { Method = method }).Value;
}
