using Restow.Rescheduling;
using Restow.Rescheduling.Model;

namespace Restow.Experiments.Rescheduling;

/// <summary>One fleet and what is asked of it.</summary>
/// <param name="Instance">Name of the fleet.</param>
/// <param name="Variant">What differs between cases of an experiment: the limit, the objective, the density.</param>
internal sealed record VmCase(string Instance, string Variant, Fleet Fleet, ReschedulingOptions Options);

/// <summary>How one method did on one case: a row of the CSV.</summary>
/// <param name="Before">Value of the objective before.</param>
/// <param name="After">Value after the migrations that fit one after another.</param>
/// <param name="Bound">Proven bound of the value, if any.</param>
/// <param name="Moves">Migrations made.</param>
/// <param name="Stuck">Migrations of the answer that fit at no time, so were not made.</param>
/// <param name="RateBefore">Fragment rate for 16 cores before.</param>
/// <param name="RateAfter">Fragment rate for 16 cores after.</param>
/// <param name="Seconds">Wall time, compiling the problem included.</param>
internal sealed record VmRow(
    string Experiment,
    string Instance,
    string Variant,
    string Method,
    double Time,
    long Before,
    long After,
    double? Bound,
    int Moves,
    int Stuck,
    double RateBefore,
    double RateAfter,
    double Seconds)
{
    public string Key => FormattableString.Invariant($"{Experiment}/{Instance}/{Variant}/{Method}/{Time}");
}
