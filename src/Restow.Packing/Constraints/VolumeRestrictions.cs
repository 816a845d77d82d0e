using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>A ReadWriteOncePod claim serves one pod of the cluster at a time (plug-in VolumeRestrictions).</summary>
internal sealed class VolumeRestrictions : IConstraint
{
    public string Name => "VolumeRestrictions";

    public IConstraintState? Bind(Cluster cluster)
    {
        if (!cluster.Claims.Values.Any(claim => claim.ReadWriteOncePod))
            return null;
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var claims = new int[cluster.Pods.Count][];
        var users = new List<int>();
        for (int pod = 0; pod < claims.Length; pod++)
        {
            claims[pod] = [.. ExclusiveClaims(cluster, cluster.Pods[pod], ids)];
            foreach (int claim in claims[pod])
            {
                while (users.Count <= claim)
                    users.Add(0);
                users[claim]++;
            }
        }

        // A claim with one user restricts nobody.
        for (int pod = 0; pod < claims.Length; pod++)
            claims[pod] = [.. claims[pod].Where(claim => users[claim] > 1)];
        return users.Any(count => count > 1) ? new State(claims, users.Count) : null;
    }

    private static IEnumerable<int> ExclusiveClaims(Cluster cluster, Pod pod, Dictionary<string, int> ids)
    {
        foreach (string name in pod.Claims.Distinct())
        {
            string key = $"{pod.Namespace}/{name}";
            if (!cluster.Claims.TryGetValue(key, out PersistentVolumeClaim? claim) || !claim.ReadWriteOncePod)
                continue;
            if (!ids.TryGetValue(key, out int id))
                ids[key] = id = ids.Count;
            yield return id;
        }
    }

    private sealed class State(int[][] claims, int count) : IConstraintState
    {
        private readonly int[] users = new int[count];

        public bool IsStatic => false;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => claims[pod].Length > 0;

        public bool Allows(int pod, int node)
        {
            foreach (int claim in claims[pod])
            {
                if (users[claim] > 0)
                    return false;
            }

            return true;
        }

        public string Explain(int pod, int node) =>
            "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode";

        public void Add(int pod, int node)
        {
            foreach (int claim in claims[pod])
                users[claim]++;
        }

        public void Remove(int pod, int node)
        {
            foreach (int claim in claims[pod])
                users[claim]--;
        }
    }
}
