using Restow.Core;

namespace Restow.Rescheduling.Search.Patterns;

/// <summary>The exact method: bound, optimum, fewest migrations for it.</summary>
/// <remarks>
/// 1. Column generation bounds what any plan within the limits can reach; the objective is whole, so the bound is rounded down. 2. SCIP over the columns found; where
/// it falls short, over columns added near the present contents. 3. The smallest limit whose bound is still as high is the fewest migrations there can be; a solution with
/// so few is searched, which often also closes 2. The bound ignores pins and rules and lets halves on hosts of more than two nodes lie apart, so it holds for every fleet;
/// whether it can be reached is seen by doing it.
/// </remarks>
internal sealed class ExactSearch : IReschedulingMethod
{
    /// <inheritdoc/>
    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress) =>
        new ExactRun(new FleetState(problem), deadline, progress).Run(null);
}
