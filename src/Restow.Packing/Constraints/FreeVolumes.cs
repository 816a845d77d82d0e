using Restow.Packing.Constraints.Matching;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// An unbound claim whose class waits for its pod takes a free volume that the node reaches, the smallest that is large enough; where none
/// is left its class must provision one there. Smaller claims of a pod choose first (plug-in VolumeBinding, pkg/controller/volume/scheduling).
/// </summary>
/// <remarks>Pods that share an unbound claim are kept on one node, the safe side: where a volume that is still to be made can be used is not known.</remarks>
internal sealed class FreeVolumes : IConstraint
{
    public string Name => "FreeVolumes";

    public IConstraintState? Bind(Cluster cluster)
    {
        PersistentVolume[] volumes = [.. cluster.Volumes.Values.Where(v => !v.Terminating).OrderBy(v => v.Capacity).ThenBy(v => v.Name, StringComparer.Ordinal)];
        var claims = new List<Wish>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var wishes = new int[cluster.Pods.Count][];
        for (int pod = 0; pod < wishes.Length; pod++)
        {
            Pod it = cluster.Pods[pod];
            var own = new List<int>();
            foreach (string name in it.Claims.Distinct())
            {
                string key = $"{it.Namespace}/{name}";
                if (!ids.TryGetValue(key, out int id))
                {
                    ids[key] = id = claims.Count;
                    claims.Add(WishOf(cluster, key, volumes));
                }

                if (claims[id].Storage is not null)
                    own.Add(id);
            }

            wishes[pod] = own.Exists(id => claims[id].Volumes.Length > 0) ? [.. own.OrderBy(id => claims[id].Claim!.Request)] : [];
        }

        return wishes.Any(w => w.Length > 0) ? new State(cluster, volumes, [.. claims], wishes) : null;
    }

    /// <summary>Whether a claim may be bound to the volume (FindMatchingVolume).</summary>
    public static bool Serves(PersistentVolume volume, PersistentVolumeClaim claim) =>
        !volume.Terminating && claim.IsBlock == volume.IsBlock && volume.Capacity >= claim.Request &&
        (volume.ClaimedBy is { } owner
            ? owner == $"{claim.Namespace}/{claim.Name}"
            : volume.StorageClass == claim.StorageClass && (claim.Selector is null || LabelMatching.Matches(claim.Selector, volume.Labels)) &&
              claim.AccessModes.All(volume.AccessModes.Contains));

    public static bool Reaches(PersistentVolume volume, Node node) => volume.NodeAffinity is null || NodeMatching.MatchesAny(volume.NodeAffinity, node);

    private static Wish WishOf(Cluster cluster, string key, PersistentVolume[] volumes)
    {
        if (!cluster.Claims.TryGetValue(key, out PersistentVolumeClaim? claim) || claim.VolumeName is not null ||
            !cluster.StorageClasses.TryGetValue(claim.StorageClass, out StorageClass? storage) || !storage.WaitForFirstConsumer)
            return new Wish(null, null, []);
        int[] serving = claim.SelectedNode is not null ? [] : [.. Enumerable.Range(0, volumes.Length).Where(v => Serves(volumes[v], claim))];
        int[] kept = [.. serving.Where(v => volumes[v].ClaimedBy is not null)];
        return new Wish(claim, storage, kept.Length > 0 ? kept : serving) { IsKept = kept.Length > 0 };
    }

    /// <summary>A claim and the volumes that could serve it, smallest first.</summary>
    /// <param name="Storage"><c>null</c> when this rule has no say about the claim.</param>
    private sealed record Wish(PersistentVolumeClaim? Claim, StorageClass? Storage, int[] Volumes)
    {
        /// <summary>Whether the volume is kept for this claim, so that no other will do.</summary>
        public bool IsKept { get; init; }
    }

    private sealed class State(Cluster cluster, PersistentVolume[] volumes, Wish[] claims, int[][] wishes) : IConstraintState
    {
        private const int Unmade = -1;
        private const int Impossible = -2;

        private readonly bool[] taken = new bool[volumes.Length];
        private readonly int[] users = new int[claims.Length];
        private readonly int[] where = new int[claims.Length];
        private readonly int[] given = new int[claims.Length];

        public bool IsStatic => false;

        // Who leaves a shared claim's node never makes that node illegal for the others; a volume that becomes free harms nobody.
        public bool IsMonotone => true;

        public bool Concerns(int pod) => wishes[pod].Length > 0;

        public bool Allows(int pod, int node)
        {
            int[] own = wishes[pod];
            bool allowed = true;
            int chosen = 0;
            for (; chosen < own.Length && allowed; chosen++)
            {
                int claim = own[chosen];
                if (users[claim] > 0)
                    allowed = where[claim] == node;
                else if ((given[claim] = Choose(claim, node)) >= 0)
                    taken[given[claim]] = true;
                else
                    allowed = given[claim] == Unmade;
            }

            for (int k = 0; k < chosen; k++)
            {
                if (users[own[k]] == 0 && given[own[k]] >= 0)
                    taken[given[own[k]]] = false;
            }

            return allowed;
        }

        public string Explain(int pod, int node) => VolumeBinding.CannotBind;

        public void Add(int pod, int node)
        {
            foreach (int claim in wishes[pod])
            {
                if (users[claim]++ > 0)
                    continue;
                where[claim] = node;
                given[claim] = Choose(claim, node);
                if (given[claim] >= 0)
                    taken[given[claim]] = true;
            }
        }

        public void Remove(int pod, int node)
        {
            foreach (int claim in wishes[pod])
            {
                if (--users[claim] == 0 && given[claim] >= 0)
                    taken[given[claim]] = false;
            }
        }

        private int Choose(int claim, int node)
        {
            Wish wish = claims[claim];
            foreach (int volume in wish.Volumes)
            {
                if (!taken[volume] && Reaches(volumes[volume], cluster.Nodes[node]))
                    return volume;
            }

            return !wish.IsKept && VolumeBinding.CanProvision(wish.Storage!, cluster.Nodes[node]) ? Unmade : Impossible;
        }
    }
}
