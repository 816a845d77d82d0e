using System.Globalization;
using Google.OrTools.Sat;
using Restow.Core;

namespace Restow.Packing.Search;

/// <summary>
/// Runs CP-SAT and comes back in time: the solver looks at its clock rarely during presolve of a large model, so it
/// runs on a thread of its own, which is told to stop and left to finish when it does not answer.
/// </summary>
internal static class TimedSolve
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    /// <summary>The response; <c>null</c> when there was no time or no answer in time.</summary>
    /// <param name="counted">Work after which it ends, in CP-SAT's deterministic seconds: with one worker the same seed then gives the same answer.</param>
    public static CpSolverResponse? Run(CpModel model, TimeSpan limit, int workers, ulong seed, Deadline deadline, double counted = double.PositiveInfinity)
    {
        if (deadline.SolverLimit < limit)
            limit = deadline.SolverLimit;
        if (limit < TimeSpan.FromMilliseconds(1))
            return null;
        string seconds = limit.TotalSeconds.ToString("F4", CultureInfo.InvariantCulture);
        string work = double.IsInfinity(counted) ? "inf" : counted.ToString("F4", CultureInfo.InvariantCulture);
        var solver = new CpSolver
        {
            StringParameters = $"max_time_in_seconds:{seconds} max_deterministic_time:{work} num_workers:{Math.Max(1, workers)} random_seed:{seed & 0x7fffffff}",
        };
        using CancellationTokenRegistration stop = deadline.Cancellation.Register(solver.StopSearch);
        Task<CpSolverResponse?> running = Task.Factory.StartNew(
            () =>
            {
                solver.Solve(model);
                return solver.Response;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (!running.Wait(limit + Grace))
        {
            solver.StopSearch();
            if (!running.Wait(Grace))
                return null;
        }

        return running.Result;
    }

    public static bool HasSolution(CpSolverResponse? response) => response?.Status is CpSolverStatus.Optimal or CpSolverStatus.Feasible;
}
