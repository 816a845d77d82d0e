using Restow.Core;
using Restow.Rescheduling;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Objectives;
using Restow.Rescheduling.Search;
using Restow.Rescheduling.Search.Annealing;

namespace Restow.Experiments.Rescheduling;

/// <summary>Proposals of the annealing on one thread in a second of processor time, by objective and temperature: a busy machine does not distort it much.</summary>
internal static class SpeedExperiment
{
    public static string Run(VmFleets fleets, double seconds)
    {
        var lines = new List<string> { "| fleet | objective | temperature | proposals, M/s | bytes allocated |", "|---|---|---|---|---|" };
        (string Name, FleetObjective Objective)[] objectives =
        [
            ("16 cores", Fragments.Of16), ("16 and 64 cores", new Fragments([(16, 1), (64, 4)])), ("cores and memory", new MemoryFragments(16, 2, 32_768, 1)), ("empty hosts", new EmptyHosts()), ("balance", new Balance()),
        ];
        foreach ((string fleetName, Fleet fleet) in fleets.HighWorkload(1).Append(("large", fleets.Large)))
        {
            foreach ((string name, FleetObjective objective) in objectives)
            {
                ReschedulingProblem problem = ReschedulingProblem.Compile(fleet, new ReschedulingOptions { Objective = objective });
                var value = new SmoothValue(problem);
                var walk = new Walk(problem, value, new WalkState(problem, value), new SeededRandom(1));
                foreach (float temperature in new[] { 0.3f, 0.1f, 0.03f })
                {
                    walk.Run(2_000_000, temperature);
                    long allocated = GC.GetAllocatedBytesForCurrentThread();
                    long proposals = 0;
                    TimeSpan start = Environment.CpuUsage.TotalTime;
                    double spent = 0;
                    for (; spent < seconds; spent = (Environment.CpuUsage.TotalTime - start).TotalSeconds)
                    {
                        walk.Run(1 << 18, temperature);
                        proposals += 1 << 18;
                    }

                    lines.Add(FormattableString.Invariant($"| {fleetName} | {name} | {temperature} | {proposals / spent / 1e6:F1} | {GC.GetAllocatedBytesForCurrentThread() - allocated} |"));
                }
            }
        }

        return string.Join('\n', lines) + "\n";
    }
}
