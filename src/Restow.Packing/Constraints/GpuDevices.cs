using System.Globalization;
using System.Numerics;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Shared and whole GPUs draw from the same devices: a share must fit on one device, a whole GPU needs a device without
/// shares. A pod keeps the devices it got on arrival: the fullest that has room for its share, free ones for whole GPUs. Where a pod
/// runs in the snapshot it can only stay with the devices it has there; on the last two nodes it was tried on it gets the same once more if
/// they are free, so that a trial that is taken back changes nothing.
/// </summary>
/// <remarks>
/// The choice is that of device plug-ins that pack. Which devices a running pod has is taken from its annotation <c>restow.dev/gpu-devices</c>
/// (<c>"0"</c>, <c>"2,3"</c>); pods without one are taken to have arrived after those, in the snapshot's order. Nodes with more than 64 devices count 64.
/// </remarks>
internal sealed class GpuDevices : IConstraint
{
    private const int Whole = 1000;
    private const string Annotation = "restow.dev/gpu-devices";

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
        ulong[] named = [.. cluster.Pods.Select(pod => Named(pod.Annotations.GetValueOrDefault(Annotation)))];
        return new State(first, shares, wholes, cluster.InitialAssignment(), named);
    }

    // A set of devices; empty when there is none or it cannot be read.
    private static ulong Named(string? annotation)
    {
        ulong devices = 0;
        foreach (string part in annotation?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int device) || device > 63)
                return 0;
            devices |= 1UL << device;
        }

        return devices;
    }

    private sealed class State : IConstraintState
    {
        private readonly int[] first;
        private readonly int[] shares;
        private readonly int[] wholes;
        private readonly int[] free;
        private readonly Holding[] started;
        private readonly Holding[] latest;
        private readonly Holding[] previous;

        public State(int[] first, int[] shares, int[] wholes, int[] origin, ulong[] named)
        {
            this.first = first;
            this.shares = shares;
            this.wholes = wholes;
            free = new int[first[^1]];
            Array.Fill(free, Whole);
            started = new Holding[shares.Length];
            latest = new Holding[shares.Length];
            previous = new Holding[shares.Length];
            Array.Fill(started, Holding.None);
            Array.Fill(latest, Holding.None);
            Array.Fill(previous, Holding.None);
            foreach (int pod in Enumerable.Range(0, origin.Length).Where(p => origin[p] >= 0 && Concerns(p)).OrderBy(p => named[p] == 0))
            {
                Holding held = HoldingOf(pod, origin[pod], named[pod]);
                if (!CanTake(pod, origin[pod], held))
                    held = Choose(pod, origin[pod]);
                Take(pod, held);
                if (BitOperations.PopCount(held.Wholes) == wholes[pod] && (shares[pod] == 0 || held.Share >= 0))
                    started[pod] = held;
            }

            Array.Fill(free, Whole);
        }

        // Of the devices that are named, the first is the shared one.
        private Holding HoldingOf(int pod, int node, ulong devices)
        {
            if (devices == 0 || BitOperations.Log2(devices) >= first[node + 1] - first[node])
                return Holding.None;
            if (shares[pod] == 0)
                return new Holding(node, devices, -1);
            int share = BitOperations.TrailingZeroCount(devices);
            return new Holding(node, devices & ~(1UL << share), first[node] + share);
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
            if (started[pod].Node == node)
                return CanTake(pod, node, started[pod]);
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
            Holding held = CanTake(pod, node, started[pod]) ? started[pod]
                : CanTake(pod, node, latest[pod]) ? latest[pod]
                : CanTake(pod, node, previous[pod]) ? previous[pod]
                : Choose(pod, node);
            if (held != latest[pod])
                (latest[pod], previous[pod]) = (held, latest[pod]);
            Take(pod, held);
        }

        public void Remove(int pod, int node)
        {
            Holding held = latest[pod];
            for (ulong left = held.Wholes; left != 0; left &= left - 1)
                free[first[node] + BitOperations.TrailingZeroCount(left)] = Whole;
            if (held.Share >= 0)
                free[held.Share] += shares[pod];
        }

        private void Take(int pod, Holding held)
        {
            for (ulong left = held.Wholes; left != 0; left &= left - 1)
                free[first[held.Node] + BitOperations.TrailingZeroCount(left)] = 0;
            if (held.Share >= 0)
                free[held.Share] -= shares[pod];
        }

        private bool CanTake(int pod, int node, Holding held)
        {
            if (held.Node != node || BitOperations.PopCount(held.Wholes) < wholes[pod] || (shares[pod] > 0 && (held.Share < 0 || free[held.Share] < shares[pod])))
                return false;
            for (ulong left = held.Wholes; left != 0; left &= left - 1)
            {
                if (free[first[node] + BitOperations.TrailingZeroCount(left)] != Whole)
                    return false;
            }

            return true;
        }

        // What does not fit because the node is over-committed holds no device.
        private Holding Choose(int pod, int node)
        {
            int want = wholes[pod];
            ulong taken = 0;
            for (int device = first[node]; want > 0 && device < first[node + 1]; device++)
            {
                if (free[device] != Whole)
                    continue;
                taken |= 1UL << (device - first[node]);
                want--;
            }

            return new Holding(node, taken, shares[pod] > 0 ? Fullest(shares[pod], node, taken) : -1);
        }

        private int Fullest(int share, int node, ulong taken)
        {
            int best = -1;
            for (int device = first[node]; device < first[node + 1]; device++)
            {
                bool isTaken = (taken >> (device - first[node]) & 1) != 0;
                if (!isTaken && free[device] >= share && (best < 0 || free[device] < free[best]))
                    best = device;
            }

            return best;
        }
    }

    /// <summary>The devices a pod has, or had, on a node.</summary>
    private readonly record struct Holding(int Node, ulong Wholes, int Share)
    {
        public static readonly Holding None = new(-1, 0, -1);
    }
}
