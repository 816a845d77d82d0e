using Google.OrTools.Sat;
using Restow.Core;
using Restow.Rescheduling.Search.Heuristics;

namespace Restow.Rescheduling.Search.Models;

/// <summary>
/// The method <c>mip</c>: the mixed-integer model of the VM2RL paper, for comparison. A boolean for each machine and each node (or pair of nodes) it can stand on,
/// an integer for the slots of each node; one home for each machine, capacity of cores and memory, a limit on the displaced ones; maximise slots.
/// </summary>
/// <remarks>
/// Solved by CP-SAT, which takes every objective: <see cref="ModelValue"/> has the value's part, <see cref="ModelRules"/> the rules'. Machines that
/// cannot move are capacity that is gone. The snapshot is the first hint. Building stops at the deadline; at 2,089 machines and 280 hosts there are 1.1 million booleans.
/// </remarks>
internal sealed class PaperModel : IReschedulingMethod
{
    private const int MostVariables = 4_000_000;

    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var start = new FleetState(problem);
        if (problem.MaxMigrations <= 0 || Build(problem, deadline) is not { } built)
            return new SearchOutcome(start) { Proof = "the model was too large to build in time" };
        TimeSpan reserve = TimeSpan.FromTicks(Math.Min(TimeSpan.FromMilliseconds(100).Ticks, deadline.Remaining.Ticks / 10));
        CpSolverResponse? response = TimedSolve.Run(built.Model, problem.Options.Threads, problem.Options.Seed, deadline.Less(reserve));
        if (response?.Status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            return new SearchOutcome(start) { Proof = "the solver had no answer in time" };
        var state = new FleetState(problem, built.Homes.Moves(response));
        Pruning.Apply(state);
        progress?.Report(new ReschedulingProgress("mixed-integer model", state.Value, built.Value.Bound(response)));
        bool isWorse = state.LeftToEvacuate == start.LeftToEvacuate && Math.Min(state.Value, built.Value.Goal) < Math.Min(start.Value, built.Value.Goal);
        return new SearchOutcome(isWorse ? start : state)
        {
            Bound = built.Value.Bound(response),
            Proof = "bound of the mixed-integer model of the whole fleet",
            FewestMigrations = built.Value.CountsMoves && response.Status == CpSolverStatus.Optimal && state.Value >= built.Value.Goal ? state.Displaced : null,
        };
    }

    private static (CpModel Model, ModelHomes Homes, ModelValue Value)? Build(ReschedulingProblem problem, Deadline deadline)
    {
        var model = new CpModel();
        if (ModelHomes.Build(problem, model, MostVariables, deadline) is not { } homes)
            return null;
        LinearExpr broken = ModelRules.Add(problem, model, homes);
        var value = new ModelValue(problem, model, homes, broken);
        return deadline.IsExpired ? null : (model, homes, value);
    }
}
