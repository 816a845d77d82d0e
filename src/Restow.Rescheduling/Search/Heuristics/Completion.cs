using Restow.Core;

namespace Restow.Rescheduling.Search.Heuristics;

/// <summary>
/// The method <c>complete</c>: completes one more slot at a time. Take the host whose value rises with the fewest released machines, 1 to 3, and send each of
/// those to the tightest place that loses nothing (or least) by it; stop when no such release pays.
/// </summary>
/// <remarks>
/// A queue holds each host's best release sets; only hosts that a step touched are looked at again. A set whose machines find no place is set aside
/// until the next step.
/// </remarks>
internal sealed class Completion : IReschedulingMethod
{
    public SearchOutcome Search(ReschedulingProblem problem, Deadline deadline, IProgress<ReschedulingProgress>? progress)
    {
        var steps = new Steps(problem);
        steps.Evacuate(deadline);
        var sets = new ReleaseSets(problem, steps);
        var version = new int[problem.Hosts];
        var queue = new PriorityQueue<(int Host, int Version), ReleaseSet>();
        for (int h = 0; h < problem.Hosts && !deadline.IsExpired; h++)
            Enqueue(h);
        var aside = new List<(ReleaseSet Set, int Host)>();
        while (!steps.IsOver(deadline) && queue.TryDequeue(out (int Host, int Version) entry, out ReleaseSet? set))
        {
            if (entry.Version != version[entry.Host])
                continue;
            int before = steps.Moves.Count;
            if (!Apply(steps, set))
            {
                aside.Add((set, entry.Host));
                continue;
            }

            foreach (int h in steps.Moves.Skip(before).SelectMany(m => new[] { problem.NodeHost[problem.OriginA[m.Vm]], problem.NodeHost[m.NodeA] }).Distinct())
            {
                version[h]++;
                Enqueue(h);
            }

            foreach ((ReleaseSet other, int host) in aside.Where(s => !s.Set.Vms.Any(steps.State.IsDisplaced)))
            {
                if (!IsTouched(host))
                    queue.Enqueue((host, version[host]), other);
            }

            aside.Clear();
            progress?.Report(new ReschedulingProgress("completing slots", steps.State.Value, null));

            bool IsTouched(int host) => steps.Moves.Skip(before).Any(m => problem.NodeHost[problem.OriginA[m.Vm]] == host || problem.NodeHost[m.NodeA] == host);
        }

        return steps.Outcome("completing slots");

        void Enqueue(int host)
        {
            foreach (ReleaseSet set in sets.Of(host))
                queue.Enqueue((host, version[host]), set);
        }
    }

    /// <summary>Moves the machines, largest first; all of them and with a gain, or none.</summary>
    private static bool Apply(Steps steps, ReleaseSet set)
    {
        int before = steps.Moves.Count;
        long score = steps.State.Score;
        if (set.Vms.Length > steps.Remaining)
            return false;
        foreach (int vm in set.Vms.OrderByDescending(v => steps.State.Problem.Cores[v]))
        {
            if (!steps.CanLeave(vm) || steps.BestPlace(vm, elsewhere: false) is not { } place)
            {
                steps.BackTo(before);
                return false;
            }

            steps.Go(place.Move);
        }

        if (steps.State.Score > score)
            return true;
        steps.BackTo(before);
        return false;
    }
}
