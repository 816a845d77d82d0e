using System.Globalization;
using Restow.Core;
using Restow.Rendering.Pictures;
using Restow.Rescheduling;
using Restow.Rescheduling.Generation;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Experiments.Rescheduling;

/// <summary>
/// What a late answer is worth (the paper's experiment): a plan is made on the snapshot, machines come and go for so many minutes, and then every migration that
/// still can be made is made. A machine that left, or whose place was taken, is passed over.
/// </summary>
internal static class DelayExperiment
{
    private static readonly double[] Minutes = [0, 1 / 12.0, 0.5, 1, 2, 5, 10];

    public static (string Table, LineChart Chart) Run(
        VmFleets fleets, int count, IReadOnlyList<string> methods, double seconds, int eventsPerMinute, string csv, CancellationToken cancellation)
    {
        var rates = new Dictionary<(string Method, double Minutes), List<double>>();
        File.WriteAllText(csv, "instance,method,minutes,rateUntouched,rateAfter,planned,made\n");
        foreach ((string name, Fleet fleet) in fleets.HighWorkload(count))
        {
            Fleet[] later = [.. Minutes.Select(minutes => After(fleet, (int)(minutes * eventsPerMinute)))];
            foreach (string method in methods)
            {
                if (cancellation.IsCancellationRequested)
                    break;
                ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, new ReschedulingOptions());
                SearchOutcome found = VmMethods.Of(method).Search(problem, Deadline.In(TimeSpan.FromSeconds(seconds), cancellation: cancellation), null);
                List<VmMove> plan = found.Sequence?.ToList() ?? OneByOne.Apply(new FleetState(problem), found.State.Moves());
                for (int k = 0; k < Minutes.Length; k++)
                {
                    (double rate, int made) = Replay(problem, plan, later[k]);
                    Add(rates, (method, Minutes[k]), rate);
                    File.AppendAllText(csv, string.Create(CultureInfo.InvariantCulture, $"{name},{method},{Minutes[k]:F3},{Churn.FragmentRate(later[k]):F5},{rate:F5},{plan.Count},{made}\n"));
                }
            }

            for (int k = 0; k < Minutes.Length; k++)
                Add(rates, ("no migration", Minutes[k]), Churn.FragmentRate(later[k]));
        }

        return (Table(rates), Chart(rates, eventsPerMinute));
    }

    private static Fleet After(Fleet fleet, int events)
    {
        var clock = new FleetClock(fleet, 1);
        clock.Pass(events);
        return clock.Now();
    }

    private static (double Rate, int Made) Replay(ReschedulingProblem planned, List<VmMove> plan, Fleet later)
    {
        var index = later.Vms.Index().ToDictionary(v => v.Item.Id, v => v.Index, StringComparer.Ordinal);
        var state = new FleetState(ReschedulingProblem.Compile(later, planned.Options));
        int made = 0;
        foreach (VmMove move in plan)
        {
            if (!index.TryGetValue(planned.Fleet.Vms[move.Vm].Id, out int vm) || !state.Fits(vm, move.NodeA, move.NodeB) || !state.Allows(vm, planned.NodeHost[move.NodeA]))
                continue;
            state.Move(vm, move.NodeA, move.NodeB);
            made++;
        }

        return (Churn.FragmentRate(VmRunner.After(later, state)), made);
    }

    private static void Add(Dictionary<(string, double), List<double>> rates, (string, double) key, double rate)
    {
        if (!rates.TryGetValue(key, out List<double>? list))
            rates[key] = list = [];
        list.Add(rate);
    }

    private static string Table(Dictionary<(string Method, double Minutes), List<double>> rates)
    {
        string[] methods = [.. rates.Keys.Select(k => k.Method).Distinct()];
        var lines = new List<string> { $"| delay, minutes | {string.Join(" | ", methods)} |", $"|---|{string.Concat(methods.Select(_ => "---|"))}" };
        foreach (double minutes in Minutes)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {minutes:F2} | {string.Join(" | ", methods.Select(m => rates[(m, minutes)].Average().ToString("F3", CultureInfo.InvariantCulture)))} |"));
        return string.Join('\n', lines) + "\n";
    }

    private static LineChart Chart(Dictionary<(string Method, double Minutes), List<double>> rates, int eventsPerMinute) => new(
        "What a late answer is worth",
        $"fleets like the paper's high workload, {eventsPerMinute} arrivals and departures a minute, 50 migrations",
        "delay of the answer, minutes",
        "fragment rate",
        [.. rates.Keys.Select(k => k.Method).Distinct().Select(m => new ChartSeries(m, [.. Minutes.Select(t => (t, rates[(m, t)].Average()))]))]);
}
