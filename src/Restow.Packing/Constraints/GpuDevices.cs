using System.Numerics;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Shared and whole GPUs draw from the same devices: a share must fit on one device, a whole GPU needs a device without
/// shares. A pod keeps the device it got on arrival: the fullest that has room for its share, free ones for whole GPUs. One that
/// comes back to the node it left gets the same devices if they still are free, so that a trial without it changes nothing.
/// </summary>
/// <remarks>
/// The choice is that of device plug-ins that pack. A snapshot does not say which device a running pod has, so pods placed
/// first choose first, and the answer can depend on the order of arrival. Nodes with more than 64 devices count 64.
/// </remarks>
internal sealed class GpuDevices : IConstraint
{
    private const int Whole = 1000;

    public string Name => "GpuDevices";

    public IConstraintState? Bind(Cluster cluster)
    {
        // Whole GPUs alone are a plain resource.
        if (!cluster.Pods.Any(pod => pod.Requests.Of(Resources.GpuMilli) > 0))
            return null;
        var first = new int[cluster.Nodes.Count + 1];
        for (int node = 0; node < cluster.Nodes.Count; node++)
            first[node + 1] = first[node] + (int)Math.Min(64, cluster.Nodes[node].Allocatable.Of(Resources.Gpu));
        int[] shares = [.. cluster.Pods.Select(pod => (int)Math.Min(int.MaxValue, pod.Requests.Of(Resources.GpuMilli)))];
        int[] wholes = [.. cluster.Pods.Select(pod => (int)Math.Min(int.MaxValue, pod.Requests.Of(Resources.Gpu)))];
        return new State(first, shares, wholes);
    }

    private sealed class State : IConstraintState
    {
        private readonly int[] first;
        private readonly int[] shares;
        private readonly int[] wholes;
        private readonly int[] free;
        private readonly ulong[] wholesHeld;
        private readonly int[] shareHeld;
        private readonly int[] lastNode;

        public State(int[] first, int[] shares, int[] wholes)
        {
            this.first = first;
            this.shares = shares;
            this.wholes = wholes;
            free = new int[first[^1]];
            Array.Fill(free, Whole);
            wholesHeld = new ulong[shares.Length];
            shareHeld = new int[shares.Length];
            lastNode = new int[shares.Length];
            Array.Fill(lastNode, -1);
        }

        public bool IsStatic => false;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => shares[pod] > 0 || wholes[pod] > 0;

        public bool Allows(int pod, int node)
        {
            int share = shares[pod];
            int want = wholes[pod];
            if (share == 0 && want == 0)
                return true;
            int untouched = 0;
            bool shared = share == 0;
            for (int device = first[node]; device < first[node + 1]; device++)
            {
                if (free[device] == Whole)
                    untouched++;
                else if (free[device] >= share)
                    shared = true;
            }

            // A share that no started device can hold starts one.
            return share <= Whole && untouched >= want + (shared ? 0 : 1);
        }

        public string Explain(int pod, int node) => $"Insufficient {(wholes[pod] > 0 ? Resources.Gpu : Resources.GpuMilli)}";

        public void Add(int pod, int node)
        {
            if (lastNode[pod] != node || !CanRetake(pod, node))
                Choose(pod, node);
            lastNode[pod] = node;
            for (ulong held = wholesHeld[pod]; held != 0; held &= held - 1)
                free[first[node] + BitOperations.TrailingZeroCount(held)] = 0;
            if (shareHeld[pod] >= 0)
                free[shareHeld[pod]] -= shares[pod];
        }

        public void Remove(int pod, int node)
        {
            for (ulong held = wholesHeld[pod]; held != 0; held &= held - 1)
                free[first[node] + BitOperations.TrailingZeroCount(held)] = Whole;
            if (shareHeld[pod] >= 0)
                free[shareHeld[pod]] += shares[pod];
        }

        private bool CanRetake(int pod, int node)
        {
            if (BitOperations.PopCount(wholesHeld[pod]) < wholes[pod] || (shares[pod] > 0 && (shareHeld[pod] < 0 || free[shareHeld[pod]] < shares[pod])))
                return false;
            for (ulong held = wholesHeld[pod]; held != 0; held &= held - 1)
            {
                if (free[first[node] + BitOperations.TrailingZeroCount(held)] != Whole)
                    return false;
            }

            return true;
        }

        // What does not fit because the node is over-committed holds no device.
        private void Choose(int pod, int node)
        {
            int left = wholes[pod];
            wholesHeld[pod] = 0;
            for (int device = first[node]; left > 0 && device < first[node + 1]; device++)
            {
                if (free[device] != Whole)
                    continue;
                wholesHeld[pod] |= 1UL << (device - first[node]);
                left--;
            }

            shareHeld[pod] = shares[pod] > 0 ? Fullest(pod, node) : -1;
        }

        private int Fullest(int pod, int node)
        {
            int best = -1;
            for (int device = first[node]; device < first[node + 1]; device++)
            {
                bool taken = (wholesHeld[pod] >> (device - first[node]) & 1) != 0;
                if (!taken && free[device] >= shares[pod] && (best < 0 || free[device] < free[best]))
                    best = device;
            }

            return best;
        }
    }
}
