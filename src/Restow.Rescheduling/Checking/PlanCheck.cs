using Restow.Core;
using Restow.Rescheduling.Model;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Checking;

/// <summary>Replays a plan with code of its own: nothing here is shared with search and ordering.</summary>
internal static class PlanCheck
{
    private const string Remedy = "report this as a defect, with the snapshot and the options";

    /// <summary>The first thing that is wrong with a plan; <c>null</c> when it holds.</summary>
    public static Fault? Check(Fleet fleet, ReschedulingOptions options, ReschedulingPlan plan)
    {
        var replay = new Replay(fleet);
        int last = 0;
        foreach (IGrouping<int, Migration> wave in plan.Plan.Steps.GroupBy(s => s.Wave, s => s.Move))
        {
            if (wave.Key != ++last)
                return Wrong(fleet, "plan", $"wave {wave.Key} is out of order");
            if (replay.Run([.. wave], options) is { } problem)
                return Wrong(fleet, $"wave {wave.Key}", problem);
        }

        if (plan.Plan.Steps.Count > options.MaxMigrations)
            return Wrong(fleet, "plan", $"it has {plan.Plan.Steps.Count} migrations, more than {options.MaxMigrations}");
        if (options.MaxMigratedMb is { } most && plan.Plan.Steps.Sum(s => ReschedulingProblem.CopiedMb(fleet.Vms[s.Move.Vm], options)) > most)
            return Wrong(fleet, "plan", "it copies more memory than allowed");
        if (!replay.Places.SequenceEqual(plan.Placements))
            return Wrong(fleet, "plan", "its last placement is not where its migrations lead");
        long value = new FleetState(ReschedulingProblem.Compile(fleet with { Vms = replay.Placed() }, options)).Value;
        return value == plan.ValueAfter ? null : Wrong(fleet, "plan", $"its value is {value}, not {plan.ValueAfter}");
    }

    private static Fault Wrong(Fleet fleet, string subject, string problem) => new(fleet.SourceName, subject, problem, Remedy);

    private sealed class Replay(Fleet fleet)
    {
        public VmPlacement[] Places { get; } = [.. fleet.Vms.Select(v => v.Placement)];

        public Vm[] Placed() => [.. fleet.Vms.Zip(Places, (vm, place) => vm with { Placement = place })];

        public string? Run(Migration[] wave, ReschedulingOptions options)
        {
            if (wave.Length > options.Parallel || wave.Select(m => m.Vm).Distinct().Count() != wave.Length)
                return "it has too many migrations at once, or one machine twice";
            IEnumerable<int> hosts = wave.SelectMany(m => new[] { m.From.Host, m.To.Host }.Distinct());
            if (hosts.GroupBy(h => h).FirstOrDefault(g => g.Count() > options.PerHostParallel) is { } busy)
                return $"host {fleet.Hosts[busy.Key].Id} takes part in {busy.Count()} migrations at once";
            foreach (Migration move in wave)
            {
                if (Forbidden(move) is { } why)
                    return $"{fleet.Vms[move.Vm].Id} {why}";
            }

            if (Overcommitted(wave) is { } node)
                return node;
            foreach (Migration move in wave)
                Places[move.Vm] = move.To;
            return fleet.Rules.Where(r => r is { IsHard: true, Kind: RuleKind.AntiAffinity }).FirstOrDefault(r => Breaks(r, wave)) is { } broken ? $"it breaks rule {broken.Name}" : null;
        }

        private string? Forbidden(Migration move)
        {
            Vm vm = fleet.Vms[move.Vm];
            if (Places[move.Vm] != move.From)
                return "is not where the migration starts";
            if (!vm.AllowMigration)
                return "may not migrate";
            if (move.To.Host != move.From.Host && (fleet.Hosts[move.To.Host].Maintenance || (vm.PinnedTo.Count > 0 && !vm.PinnedTo.Contains(move.To.Host))))
                return "may not go to that host";
            if (move.To.IsDouble != vm.IsDouble || move.To.NodeA >= fleet.Hosts[move.To.Host].Nodes.Count || move.To.NodeB >= fleet.Hosts[move.To.Host].Nodes.Count)
                return "goes to nodes that do not exist";
            foreach (PlacementRule rule in fleet.Rules.Where(r => r is { IsHard: true, Kind: RuleKind.Affinity } && r.Vms.Contains(move.Vm) && move.To.Host != move.From.Host))
            {
                if (rule.Vms.Count > 1 && !rule.Vms.Any(v => v != move.Vm && Places[v].Host == move.To.Host))
                    return $"leaves its companions of rule {rule.Name}";
            }

            return null;
        }

        // A running migration holds room on both sides.
        private string? Overcommitted(Migration[] wave)
        {
            HashSet<int> touched = [.. wave.Select(m => m.To.Host)];
            var used = new Dictionary<(int, int), (long Cores, long Memory)>();
            void Add(Vm vm, VmPlacement place)
            {
                if (!touched.Contains(place.Host))
                    return;
                foreach (int node in place.Nodes)
                {
                    (long cores, long memory) = used.GetValueOrDefault((place.Host, node));
                    used[(place.Host, node)] = (cores + vm.Cores, memory + vm.MemoryMb);
                }
            }

            for (int v = 0; v < Places.Length; v++)
                Add(fleet.Vms[v], Places[v]);
            foreach (Migration move in wave)
                Add(fleet.Vms[move.Vm], move.To);
            foreach (((int host, int node), (long cores, long memory)) in used)
            {
                NumaNode capacity = fleet.Hosts[host].Nodes[node];
                if (cores > capacity.Cores || memory > capacity.MemoryMb)
                    return $"host {fleet.Hosts[host].Id}, node {node}, is overcommitted";
            }

            return null;
        }

        // Only a host that a member has just come to can break a rule anew.
        private bool Breaks(PlacementRule rule, Migration[] wave) =>
            wave.Any(m => m.From.Host != m.To.Host && rule.Vms.Contains(m.Vm) && rule.Vms.Any(v => v != m.Vm && Places[v].Host == m.To.Host));
    }
}
