using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Search.Models;

/// <summary>
/// The method <c>pop</c> (Narayanan et al., SOSP'21, as the VM2RL paper uses it): contiguous blocks of hosts, each with its machines and a share of the limits, each
/// solved by <see cref="PaperModel"/> in a share of the time.
/// </summary>
/// <remarks>What a block leaves of its shares goes to the blocks after it. Hosts in maintenance get their share of the limit first, as all methods do.</remarks>
internal sealed class Pop : IReschedulingMethod
{
    private const int HostsPerBlock = 16;

    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var moves = new List<VmMove>();
        (int migrations, long mb) = (problem.MaxMigrations, problem.MaxMigratedMb);
        int blocks = Math.Max(1, (problem.Hosts + HostsPerBlock - 1) / HostsPerBlock);
        var state = new FleetState(problem);
        for (int k = 0; k < blocks && !deadline.IsExpired && migrations > 0 && !(state.Value >= problem.Options.Goal && state.LeftToEvacuate == 0); k++)
        {
            int left = blocks - k;
            Block block = Block.Of(problem, (int)((long)problem.Hosts * k / blocks), (int)((long)problem.Hosts * (k + 1) / blocks));
            ReschedulingOptions options = problem.Options with
            {
                MaxMigrations = (migrations + left - 1) / left,
                MaxMigratedMb = mb == long.MaxValue ? null : mb / left,
                Goal = problem.Options.Goal is { } goal ? Math.Max(0, goal - state.Value) + block.Value(state) : null,
            };
            SearchOutcome found = new PaperModel().Search(ReschedulingProblem.Compile(block.Fleet, options), deadline.Within(deadline.Remaining / left).Counting(deadline.Budget / blocks), null);
            foreach (VmMove move in found.State.Moves())
                moves.Add(block.InFleet(move, problem));
            migrations -= found.State.Displaced;
            mb -= mb == long.MaxValue ? 0 : found.State.DisplacedMb;
            state = new FleetState(problem, moves.ToArray());
            progress?.Report(new ReschedulingProgress("blocks of hosts", state.Value, null));
        }

        return new SearchOutcome(state) { Proof = "blocks of hosts prove no bound for the fleet" };
    }

    /// <summary>A few hosts in a row as a fleet of their own.</summary>
    private sealed record Block(Fleet Fleet, int FirstHost, int[] Vms)
    {
        public static Block Of(ReschedulingProblem problem, int from, int to)
        {
            Fleet fleet = problem.Fleet;
            int[] vms = [.. Enumerable.Range(0, problem.Vms).Where(v => fleet.Vms[v].Placement.Host >= from && fleet.Vms[v].Placement.Host < to)];
            var index = vms.Index().ToDictionary(v => v.Item, v => v.Index);
            var held = fleet.Rules.Where(r => r is { Kind: RuleKind.Affinity, IsHard: true }).SelectMany(r => r.Vms.Any(index.ContainsKey) && !r.Vms.All(index.ContainsKey) ? r.Vms : []).ToHashSet();
            return new Block(
                fleet with
                {
                    Hosts = [.. fleet.Hosts.Skip(from).Take(to - from)],
                    Vms = [.. vms.Select(v => InBlock(fleet.Vms[v], problem.Movable[v] && !held.Contains(v), from, to))],
                    Rules = [.. fleet.Rules.Select(r => r with { Vms = [.. r.Vms.Where(index.ContainsKey).Select(v => index[v])] })],
                },
                from,
                vms);
        }

        /// <summary>What the block's hosts are worth.</summary>
        public long Value(FleetState state) => Enumerable.Range(FirstHost, Fleet.Hosts.Count).Sum(state.ValueOf);

        public VmMove InFleet(VmMove move, ReschedulingProblem problem)
        {
            int first = problem.NodeStart[FirstHost];
            return new VmMove(Vms[move.Vm], first + move.NodeA, move.NodeB < 0 ? -1 : first + move.NodeB);
        }

        // A pin to hosts of other blocks only is a machine that stays.
        private static Vm InBlock(Vm vm, bool mayMove, int from, int to)
        {
            int[] pins = [.. vm.PinnedTo.Where(h => h >= from && h < to).Select(h => h - from)];
            return vm with
            {
                Placement = vm.Placement with { Host = vm.Placement.Host - from },
                AllowMigration = mayMove && (vm.PinnedTo.Count == 0 || pins.Length > 0),
                PinnedTo = pins,
            };
        }
    }
}
