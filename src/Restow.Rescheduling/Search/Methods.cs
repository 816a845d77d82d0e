using Restow.Core;
using Restow.Rescheduling.Search.Annealing;
using Restow.Rescheduling.Search.Heuristics;
using Restow.Rescheduling.Search.Patterns;

namespace Restow.Rescheduling.Search;

/// <summary>The methods by name.</summary>
internal static class Methods
{
    public static Result<IReschedulingMethod> Of(ReschedulingOptions options) => options.Method switch
    {
        ReschedulingMethod.Auto => new AutoSearch(),
        ReschedulingMethod.Exact => new ExactSearch(),
        ReschedulingMethod.Anneal => new SimulatedAnnealing(),
        ReschedulingMethod.Greedy => new Greedy(),
        ReschedulingMethod.Complete => new Completion(),
        ReschedulingMethod.Vbpp => new VectorBinPacking(),
        ReschedulingMethod.Policy => Learning.PolicySearch.Create(options).Then<IReschedulingMethod>(search => search),
        _ => new Fault("options", "method", $"{options.Method} is not available", "choose another method"),
    };
}
