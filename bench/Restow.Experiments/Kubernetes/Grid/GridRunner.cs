using System.Diagnostics;
using Restow.Core;
using Restow.Experiments.Packing;
using Restow.Kubernetes;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary>
/// Runs the cells: for each seed the scheduler places the pods of a generated cluster alone; where it leaves some pending, a plan is asked for and carried out.
/// Rows are appended as they come, so that an interrupted run goes on.
/// </summary>
internal sealed class GridRunner(GridControlPlane plane, string csv, int cases, TextWriter progress)
{
    private const ulong MostSeeds = 40;
    private const int MostPlans = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(150);

    private readonly Stopwatch clock = Stopwatch.StartNew();

    public static bool IsDone(IReadOnlyList<GridCase> rows, PackingCell cell, int cases) => rows.Count(r => r.Cell == cell && r.IsCalled) >= cases;

    public async Task RunAsync(IReadOnlyList<PackingCell> cells, List<GridCase> rows, CancellationToken cancellation)
    {
        foreach (PackingCell cell in cells)
        {
            for (ulong seed = 1; seed <= MostSeeds && !IsDone(rows, cell, cases); seed++)
            {
                if (rows.Exists(r => r.Cell == cell && r.Seed == seed))
                    continue;
                progress.Write(FormattableString.Invariant($"\r{rows.Count(r => r.IsCalled)}/{cells.Count * cases} cases, {clock.Elapsed:hh\\:mm\\:ss}, now {cell} seed {seed}          "));
                GridCase row = await CaseAsync(cell, seed, cancellation);
                GridCase.Append(csv, row);
                rows.Add(row);
            }
        }

        progress.WriteLine();
    }

    private async Task<GridCase> CaseAsync(PackingCell cell, ulong seed, CancellationToken cancellation)
    {
        using StreamWriter log = File.AppendText(Path.Combine(plane.Folder, "kubelets.log"));
        await using var cluster = new GridCluster(plane.Client, cell, seed, TextWriter.Synchronized(log));
        GridPods start = await cluster.ArriveAsync(cancellation);
        int pending = cluster.Pods - start.Running;
        var row = new GridCase(cell, seed, start.ByPriority, start.ByPriority, pending, pending, pending, "None", 0, GridCase.NoCall, 0, 0, 0);
        if (pending == 0)
            return row;
        long began = Stopwatch.GetTimestamp();
        while (row.Plans < MostPlans)
        {
            PlanRecord plan = await plane.SolveAsync(cancellation);
            row = row with { Plans = row.Plans + 1, Certificate = plan.Certificate.Kind.ToString(), SolveSeconds = row.SolveSeconds + plan.SolveSeconds, PendingPlanned = cluster.Pods - Placed(plan) };
            (GridPods end, TimeSpan last, plan) = await FollowAsync(cluster, plan, began, cancellation);
            row = row with
            {
                Placed = end.ByPriority,
                PendingAfter = cluster.Pods - end.Running,
                Moves = row.Moves + plan.Steps.Where(s => s.From is not null && s.State is StepState.Evicted or StepState.Landed).Select(s => s.Uid).Distinct().Count(),
                RunningSeconds = last.TotalSeconds,
                Ended = plan.State == PlanState.Running ? "TimedOut" : plan.State.ToString(),
            };
            if (plan.State != PlanState.Stopped)
                break;
            await File.AppendAllTextAsync(Path.ChangeExtension(csv, ".log"), $"{cell} seed {seed}: {plan.Message}\n", cancellation);
        }

        return row;
    }

    /// <summary>Until the plan has ended and each pod runs or was refused again.</summary>
    /// <returns>The pods then, when the set of running ones changed for the last time, and the plan.</returns>
    private async Task<(GridPods Pods, TimeSpan Last, PlanRecord Plan)> FollowAsync(GridCluster cluster, PlanRecord plan, long began, CancellationToken cancellation)
    {
        long opened = Stopwatch.GetTimestamp();
        string seen = "";
        TimeSpan last = TimeSpan.Zero;
        while (true)
        {
            GridPods pods = await cluster.LookAsync(cancellation);
            if (pods.Fingerprint != seen)
                (seen, last) = (pods.Fingerprint, Stopwatch.GetElapsedTime(began));
            plan = await plane.PlanAsync(plan.Id, cancellation);
            if ((plan.State != PlanState.Running && pods.IsDecided(cluster.Pods)) || Stopwatch.GetElapsedTime(opened) > Patience)
                return (pods, last, plan);
            await Task.Delay(Tick, cancellation);
        }
    }

    private static int Placed(PlanRecord plan) => (int)plan.After.First((Measure m) => m.Name == "podsPlaced").Value;
}
