using Restow.Core;
using Restow.Rescheduling.Search;

namespace Restow.Rescheduling.Ordering;

/// <summary>Puts migrations into waves, each of which is feasible once the earlier ones are done.</summary>
/// <remarks>
/// 1. A wave takes what fits, gains first. 2. When nothing fits, machines that are alike change destinations. 3. Then the order is tried again at random. 4. A cycle
/// that remains is broken by a hop over a third host, which counts as one more migration. 5. What is still stuck is left out, and so is everything
/// after the best moment: a plan never ends worse than it was on the way.
/// </remarks>
internal sealed class MigrationOrder
{
    private const int Tries = 30;

    private readonly ReschedulingProblem problem;
    private readonly Interchange interchange;
    private readonly Deadline deadline;
    private readonly SeededRandom random;

    private MigrationOrder(ReschedulingProblem problem, Interchange interchange, Deadline deadline)
    {
        this.problem = problem;
        this.interchange = interchange;
        this.deadline = deadline;
        random = new SeededRandom(problem.Options.Seed);
    }

    /// <summary>Waves that lead from the snapshot to the placement that a search found.</summary>
    public static OrderedMigrations Of(SearchOutcome outcome, Deadline deadline)
    {
        ReschedulingProblem problem = outcome.State.Problem;
        var interchange = new Interchange(problem);
        List<VmMove> moves = interchange.FewestMoves(outcome.State.NodeA, outcome.State.NodeB);
        var order = new MigrationOrder(problem, interchange, deadline);
        OrderedMigrations best = order.Try(moves, shuffle: false);
        for (int k = 1; k < Tries && best.LeftOut > 0 && !deadline.IsExpired; k++)
        {
            OrderedMigrations next = order.Try(moves, shuffle: true);
            if (next.Final.Score > best.Final.Score || (next.Final.Score == best.Final.Score && next.Count < best.Count))
                best = next;
        }

        if (outcome.Sequence is { } sequence && best.LeftOut > 0)
        {
            OrderedMigrations asFound = InSequence(problem, sequence);
            if (asFound.Final.Score > best.Final.Score)
                best = asFound;
        }

        return best.LeftOut > 0 ? best.UpToBest(problem) : best;
    }

    private static OrderedMigrations InSequence(ReschedulingProblem problem, IReadOnlyList<VmMove> sequence)
    {
        var state = new FleetState(problem);
        var waves = new List<IReadOnlyList<VmMove>>();
        int migrations = 0;
        long megabytes = 0;
        foreach (VmMove move in sequence)
        {
            var room = new WaveRoom(state);
            migrations++;
            megabytes += problem.MigratedMb[move.Vm];
            if (migrations > problem.MaxMigrations || megabytes > problem.MaxMigratedMb || !room.TryAdd(move))
                return new OrderedMigrations(waves, state, 0, sequence.Count - waves.Count);
            waves.Add(room.Moves);
            state.Move(move.Vm, move.NodeA, move.NodeB);
        }

        return new OrderedMigrations(waves, state, 0, 0);
    }

    private OrderedMigrations Try(List<VmMove> moves, bool shuffle)
    {
        VmMove[] order = [.. moves];
        if (shuffle)
            random.Shuffle<VmMove>(order);
        var remaining = new List<VmMove>(order);
        var state = new FleetState(problem);
        var waves = new List<IReadOnlyList<VmMove>>();
        int hops = 0;
        int migrations = 0;
        long megabytes = 0;
        while (remaining.Count > 0)
        {
            WaveRoom room = Fill(state, remaining, shuffle);
            if (room.Moves.Count == 0 && Exchange(state, remaining))
                room = Fill(state, remaining, shuffle);
            if (room.Moves.Count == 0)
            {
                bool mayHop = migrations + remaining.Count < problem.MaxMigrations;
                if (!mayHop || Hop(state, remaining, problem.MaxMigratedMb - megabytes - remaining.Sum(m => problem.MigratedMb[m.Vm])) is not { } hop || !room.TryAdd(hop))
                    break;
                hops++;
            }

            foreach (VmMove move in room.Moves)
            {
                state.Move(move.Vm, move.NodeA, move.NodeB);
                remaining.RemoveAll(m => m == move);
                migrations++;
                megabytes += problem.MigratedMb[move.Vm];
            }

            waves.Add(room.Moves);
        }

        return new OrderedMigrations(waves, state, hops, remaining.Count);
    }

    // Gains first, so that a plan that is stopped half-way has done most of its good.
    private static WaveRoom Fill(FleetState state, List<VmMove> remaining, bool asTheyStand)
    {
        var room = new WaveRoom(state);
        if (!asTheyStand)
        {
            var gains = remaining.ToDictionary(m => m, m => state.Fits(m.Vm, m.NodeA, m.NodeB) ? state.Gain(m.Vm, m.NodeA, m.NodeB) : long.MinValue);
            remaining.Sort((x, y) => gains[y].CompareTo(gains[x]) is var c && c != 0 ? c : x.Vm.CompareTo(y.Vm));
        }

        foreach (VmMove move in remaining)
            room.TryAdd(move);
        return room;
    }

    // Alike machines change destinations where that lets one of them go now.
    private bool Exchange(FleetState state, List<VmMove> remaining)
    {
        var room = new WaveRoom(state);
        for (int i = 0; i < remaining.Count; i++)
        {
            for (int j = 0; j < remaining.Count; j++)
            {
                VmMove here = remaining[i];
                VmMove there = remaining[j];
                if (i == j || !interchange.AreAlike(here.Vm, there.Vm))
                    continue;
                var now = new VmMove(here.Vm, there.NodeA, there.NodeB);
                if (IsAtHome(state, now) || IsAtHome(state, new VmMove(there.Vm, here.NodeA, here.NodeB)) || !room.HasRoom(now))
                    continue;
                remaining[i] = now;
                remaining[j] = new VmMove(there.Vm, here.NodeA, here.NodeB);
                return true;
            }
        }

        return false;
    }

    private static bool IsAtHome(FleetState state, VmMove move) => state.NodeA[move.Vm] == move.NodeA && state.NodeB[move.Vm] == move.NodeB;

    // The cheapest machine that can wait on a third host so that another one can go. It keeps its own move for later.
    private VmMove? Hop(FleetState state, List<VmMove> remaining, long megabytes)
    {
        foreach (VmMove blocker in remaining.OrderBy(m => problem.MigratedMb[m.Vm]).Where(m => problem.MigratedMb[m.Vm] <= megabytes))
        {
            foreach (VmMove refuge in Refuges(state, blocker))
            {
                FleetState after = state.Clone();
                after.Move(refuge.Vm, refuge.NodeA, refuge.NodeB);
                if (remaining.Any(m => m.Vm != blocker.Vm && new WaveRoom(after).TryAdd(m)))
                    return refuge;
            }
        }

        return null;
    }

    private IEnumerable<VmMove> Refuges(FleetState state, VmMove blocker)
    {
        const int Few = 8;
        var room = new WaveRoom(state);
        int found = 0;
        for (int h = 0; h < problem.Hosts && found < Few; h++)
        {
            if (h == state.HostOf(blocker.Vm) || h == problem.NodeHost[blocker.NodeA] || !state.Allows(blocker.Vm, h))
                continue;
            for (int a = problem.NodeStart[h]; a < problem.NodeStart[h + 1]; a++)
            {
                int b = blocker.NodeB < 0 ? -1 : a + 1;
                var refuge = new VmMove(blocker.Vm, a, b);
                if (b >= problem.NodeStart[h + 1] || !room.HasRoom(refuge))
                    continue;
                found++;
                yield return refuge;
                break;
            }
        }
    }
}
