using System.Globalization;
using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Models;
using Restow.Rescheduling.Search.Patterns;

namespace Restow.Training.Data;

/// <summary>Optimal placements of small fleets, solved once and kept in a text file: a line for each, <c>fleets/index,migrations,vm:nodeA:nodeB;...</c> of the machines that move.</summary>
/// <param name="clusters">The fleets.</param>
/// <param name="cache">The file, or <c>null</c> to keep nothing.</param>
/// <param name="padded">Solve with the model that does not care about useless moves, for comparison.</param>
internal sealed class SolvedClusters(IClusters clusters, string? cache, bool padded)
{
    private static readonly TimeSpan SolveTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string> solved = cache is not null && File.Exists(cache)
        ? File.ReadLines(cache).Where(l => l.EndsWith('.')).ToDictionary(l => l[..l.IndexOf(',', StringComparison.Ordinal)], StringComparer.Ordinal)
        : [];

    /// <summary>A fleet and the best placement that its few migrations reach; <c>null</c> where that was not proven in time.</summary>
    public (ReschedulingProblem Problem, FleetState Target)? Of(int index)
    {
        (Fleet fleet, int migrations) = clusters.Of(index);
        ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, new ReschedulingOptions { MaxMigrations = migrations, Threads = 1, Time = SolveTime });
        string name = $"{clusters.Name}{(padded ? "-padded" : "")}/{index}";
        if (!solved.TryGetValue(name, out string? line))
        {
            FleetState? target = padded ? Padded(problem) : Exact(problem);
            string moves = target is null ? "" : string.Join(';', Enumerable.Range(0, problem.Vms).Where(target.IsDisplaced).Select(v => $"{v}:{target.NodeA[v]}:{target.NodeB[v]}"));
            solved[name] = line = target is null ? $"{name},0,." : $"{name},{migrations},{moves}.";
            if (cache is not null)
                File.AppendAllText(cache, line + "\n");
        }

        string[] fields = line.TrimEnd('.').Split(',');
        return fields[1] == "0" ? null : (problem, Placed(problem, fields[2]));
    }

    private static FleetState? Exact(ReschedulingProblem problem)
    {
        SearchOutcome outcome = new ExactSearch().Search(problem, Deadline.In(SolveTime), null);
        return outcome.Bound is { } bound && outcome.State.Value >= Math.Floor(bound + 1e-6) ? outcome.State : null;
    }

    private static FleetState? Padded(ReschedulingProblem problem)
    {
        if (!TypeAggregatedModel.Solve(problem, Deadline.In(SolveTime)).TryGet(out TypeAggregatedPlan? plan, out _) || !plan.IsOptimal)
            return null;
        int[] a = [.. problem.OriginA];
        int[] b = [.. problem.OriginB];
        Queue<(int A, int B)>[] enter = [.. plan.Types.Select((_, t) => new Queue<(int, int)>(plan.Ins.Where(i => i.Type == t).SelectMany(i => Enumerable.Repeat((i.A, i.B), i.Count))))];
        foreach (Transfer leave in plan.Outs)
        {
            IEnumerable<int> movers = Enumerable.Range(0, problem.Vms).Where(v => problem.Movable[v] && problem.OriginA[v] == leave.A && problem.OriginB[v] == leave.B
                && problem.Cores[v] == plan.Types[leave.Type].Cores && problem.Memory[v] == plan.Types[leave.Type].Memory).Take(leave.Count);
            foreach (int v in movers)
                (a[v], b[v]) = enter[leave.Type].Dequeue();
        }

        return FleetState.At(problem, a, b);
    }

    private static FleetState Placed(ReschedulingProblem problem, string moves)
    {
        int[] a = [.. problem.OriginA];
        int[] b = [.. problem.OriginB];
        foreach (string move in moves.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] parts = [.. move.Split(':').Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
            (a[parts[0]], b[parts[0]]) = (parts[1], parts[2]);
        }

        return FleetState.At(problem, a, b);
    }
}
