using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.Cache;

/// <summary>The pods by UID and by replica key, and those that the scheduler refused. Under the cache's lock.</summary>
internal sealed class PodIndex
{
    private readonly Dictionary<string, PodState> byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<ReplicaKey, Dictionary<string, PodState>> byKey = [];
    private readonly int[] waiting = new int[Enum.GetValues<PendingReason>().Length];

    /// <summary>Counts up whenever a pod joins or leaves those that the scheduler refused.</summary>
    public long UnschedulableVersion { get; private set; }

    public int Count => byUid.Count;

    public PodState? Find(string uid) => byUid.GetValueOrDefault(uid);

    public IReadOnlyCollection<PodState> Of(ReplicaKey key) => byKey.TryGetValue(key, out Dictionary<string, PodState>? pods) ? pods.Values : [];

    public IEnumerable<PodState> All => byUid.Values;

    public int Waiting(PendingReason reason) => waiting[(int)reason];

    public void Change(PodState? before, PodState? after)
    {
        if (before is not null)
        {
            byUid.Remove(before.Uid);
            waiting[(int)before.Waiting]--;
            if (byKey.TryGetValue(before.Key, out Dictionary<string, PodState>? pods) && pods.Remove(before.Uid) && pods.Count == 0)
                byKey.Remove(before.Key);
        }

        if (after is not null)
        {
            byUid[after.Uid] = after;
            waiting[(int)after.Waiting]++;
            if (!byKey.TryGetValue(after.Key, out Dictionary<string, PodState>? pods))
                byKey[after.Key] = pods = new Dictionary<string, PodState>(StringComparer.Ordinal);
            pods[after.Uid] = after;
        }

        bool was = before?.Waiting == PendingReason.Unschedulable;
        bool isNow = after?.Waiting == PendingReason.Unschedulable;
        if (was != isNow || (isNow && before!.Uid != after!.Uid))
            UnschedulableVersion++;
    }
}
