using System.Diagnostics;
using Restow.Core;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Experiments.Rescheduling;

/// <summary>Runs methods on cases, and makes their migrations one by one: what does not fit in any order does not count.</summary>
internal sealed class VmRunner(string experiment, IReadOnlyList<string> methods, double seconds, string csv)
{
    public List<VmRow> Run(IEnumerable<VmCase> cases, TextWriter log, CancellationToken cancellation)
    {
        List<VmRow> rows = VmCsv.Read(csv);
        var done = rows.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        foreach (VmCase it in cases)
        {
            foreach (string method in methods)
            {
                if (cancellation.IsCancellationRequested)
                    return rows;
                if (done.Contains(FormattableString.Invariant($"{experiment}/{it.Instance}/{it.Variant}/{method}/{seconds}")))
                    continue;
                VmRow row = Solve(it, method, cancellation);
                if (cancellation.IsCancellationRequested)
                    return rows;
                VmCsv.Append(csv, row);
                rows.Add(row);
                log.WriteLine(FormattableString.Invariant($"{row.Instance} {row.Variant} {method}: {row.Before} -> {row.After} (bound {row.Bound}), rate {row.RateBefore:F3} -> {row.RateAfter:F3}, {row.Moves} moves, {row.Stuck} stuck, {row.Seconds:F2} s"));
            }
        }

        return rows;
    }

    private VmRow Solve(VmCase it, string method, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var deadline = Deadline.In(TimeSpan.FromSeconds(seconds), cancellation: cancellation);
        ReschedulingProblem problem = ReschedulingProblem.Compile(it.Fleet, it.Options with { Time = TimeSpan.FromSeconds(seconds) });
        SearchOutcome found = VmMethods.Of(method).Search(problem, deadline, null);
        double wall = clock.Elapsed.TotalSeconds;
        var state = new FleetState(problem);
        long before = state.Value;
        IReadOnlyList<VmMove> moves = found.Sequence ?? found.State.Moves();
        int made = OneByOne.Apply(state, moves).Count;
        return new VmRow(
            experiment, it.Instance, it.Variant, method, seconds, before, state.Value, found.Bound, made, moves.Count - made,
            Churn.FragmentRate(it.Fleet), Churn.FragmentRate(After(it.Fleet, state)), wall);
    }

    public static Fleet After(Fleet fleet, FleetState state) =>
        fleet with { Vms = [.. fleet.Vms.Zip(state.Placements(), (vm, place) => vm with { Placement = place })] };
}
