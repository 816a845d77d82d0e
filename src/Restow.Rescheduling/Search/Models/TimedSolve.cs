using System.Globalization;
using Google.OrTools.Sat;
using Restow.Core;

namespace Restow.Rescheduling.Search.Models;

/// <summary>
/// Runs CP-SAT on a thread of its own and comes back in time: in presolve of a large model the solver rarely looks at its clock. It is told to stop and
/// left to finish where it does not answer.
/// </summary>
internal static class TimedSolve
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    /// <summary>The response, or <c>null</c> when there was none in time. With one worker the same seed gives the same answer: work is counted.</summary>
    public static CpSolverResponse? Run(CpModel model, int workers, ulong seed, Deadline deadline)
    {
        TimeSpan limit = deadline.SolverLimit;
        if (limit < TimeSpan.FromMilliseconds(1))
            return null;
        string seconds = limit.TotalSeconds.ToString("F4", CultureInfo.InvariantCulture);
        string counted = workers <= 1 ? (deadline.Budget.TotalSeconds / 2).ToString("F4", CultureInfo.InvariantCulture) : "inf";
        var solver = new CpSolver
        {
            StringParameters = $"max_time_in_seconds:{seconds} max_deterministic_time:{counted} num_workers:{Math.Max(1, workers)} random_seed:{seed & 0x7fffffff}",
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
        while (!running.Wait(Grace) && !deadline.IsExpired)
        {
        }

        if (!running.IsCompleted)
        {
            solver.StopSearch();
            if (!running.Wait(Grace))
                return null;
        }

        return running.Result;
    }
}
