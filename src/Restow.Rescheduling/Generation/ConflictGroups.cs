using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Generation;

/// <summary>Draws conflict groups that hold where the machines are now.</summary>
internal static class ConflictGroups
{
    /// <summary>Groups of two to five machines on as many hosts, hard, until <paramref name="share"/> of the machines belong to one.</summary>
    public static IReadOnlyList<PlacementRule> Draw(Fleet fleet, double share, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, fleet.Vms.Count)];
        random.Shuffle<int>(order);
        var waiting = new Queue<int>(order.Take((int)Math.Round(share * order.Length)));
        var groups = new List<PlacementRule>();
        while (waiting.Count > 1)
        {
            int size = 2 + random.Next(4);
            var members = new List<int>();
            var hosts = new HashSet<int>();
            for (int tries = waiting.Count; tries > 0 && members.Count < size; tries--)
            {
                int vm = waiting.Dequeue();
                if (hosts.Add(fleet.Vms[vm].Placement.Host))
                    members.Add(vm);
                else
                    waiting.Enqueue(vm);
            }

            // All that are left share one host.
            if (members.Count < 2)
                break;
            groups.Add(new PlacementRule($"group-{groups.Count + 1}", RuleKind.AntiAffinity, true, [.. members.Order()]));
        }

        return groups;
    }
}
