using System.Runtime.InteropServices;
using System.Text;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Reservations;

/// <summary>The reservations in force. Safe for concurrent use: the extender reads while the executor writes.</summary>
/// <remarks>
/// Counted by (controller, template, node): a reservation says how many replicas land on a node, not which. Indexed by replica and by
/// node, so that an answer costs what that replica or node holds, not what the cluster does. What has lapsed is swept when its time comes.
/// </remarks>
public sealed class ReservationLedger(TimeProvider time)
{
    // From the extender's answer to the watch that shows the pod bound: a moment, but for a scheduler in trouble.
    private static readonly TimeSpan ClaimLife = TimeSpan.FromSeconds(5);

    // Of a node: a DNS subdomain.
    private const int LongestName = 253;

    private readonly Lock gate = new();
    private readonly Dictionary<ReplicaKey, List<Holding>> byKey = [];
    private readonly Dictionary<string, List<Holding>> byNode = new(StringComparer.Ordinal);
    private DateTimeOffset nextLapse = DateTimeOffset.MaxValue;
    private DateTimeOffset? pausedAt;

    private DateTimeOffset Now => pausedAt ?? time.GetUtcNow();

    /// <summary>Adds room. What the same plan already holds for the same replicas on the same node grows.</summary>
    public void Reserve(Reservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reservation.Count);
        lock (gate)
            Add(reservation);
    }

    /// <summary>Puts these in the place of everything that is held, at once: an answer in between would send a pod astray. Claims on places that stay are kept.</summary>
    internal void Replace(IEnumerable<Reservation> reservations)
    {
        lock (gate)
        {
            Holding[] before = [.. byKey.Values.SelectMany(held => held)];
            byKey.Clear();
            byNode.Clear();
            nextLapse = DateTimeOffset.MaxValue;
            foreach (Reservation reservation in reservations)
                Add(reservation);
            foreach (Holding old in before)
            {
                if (byKey.GetValueOrDefault(old.Reservation.Key)?.Find(h => h.Reservation.Node == old.Reservation.Node) is { } kept)
                    kept.TakeClaims(old);
            }
        }
    }

    /// <summary>Stops the clock: nothing lapses.</summary>
    internal void Pause()
    {
        lock (gate)
            pausedAt ??= time.GetUtcNow();
    }

    /// <summary>Lets the clock go on: everything lives longer by the pause.</summary>
    internal void Resume()
    {
        lock (gate)
        {
            if (pausedAt is not { } since)
                return;
            pausedAt = null;
            TimeSpan pause = time.GetUtcNow() - since;
            foreach (Holding holding in byKey.Values.SelectMany(held => held))
                holding.Postpone(pause);
            nextLapse = Earliest();
        }
    }

    /// <summary>One replica has landed on a node, or its promise is withdrawn.</summary>
    /// <returns>Whether room was reserved for it there.</returns>
    public bool Consume(ReplicaKey key, string node)
    {
        lock (gate)
        {
            Sweep();
            if (!byKey.TryGetValue(key, out List<Holding>? held) || held.Where(h => h.Reservation.Node == node).MinBy(h => h.Reservation.Expires) is not { } first)
                return false;
            first.Land();
            if (first.IsEmpty)
                Drop(first);
            return true;
        }
    }

    /// <summary>Drops everything that a plan still holds.</summary>
    public void Release(string planId)
    {
        lock (gate)
            DropAll(h => h.Reservation.PlanId == planId);
    }

    /// <summary>The nodes that hold room for these replicas, and for how many.</summary>
    public IReadOnlyList<Reservation> For(ReplicaKey key)
    {
        lock (gate)
        {
            Sweep();
            return byKey.TryGetValue(key, out List<Holding>? held) ? [.. held.Select(h => h.Reservation)] : [];
        }
    }

    /// <summary>What is reserved on a node for others than <paramref name="except"/>.</summary>
    public Resources ReservedOn(string node, ReplicaKey? except = null)
    {
        var sum = new Resources();
        lock (gate)
        {
            Sweep();
            if (!byNode.TryGetValue(node, out List<Holding>? held))
                return sum;
            foreach (Reservation reservation in held.Select(h => h.Reservation).Where(r => r.Key != except))
            {
                foreach ((string name, long amount) in reservation.Requests)
                    sum[name] = sum.Of(name) + (amount * reservation.Count);
            }
        }

        return sum;
    }

    /// <summary>Every reservation that has not lapsed.</summary>
    public IReadOnlyList<Reservation> Current()
    {
        lock (gate)
        {
            Sweep();
            return [.. byKey.Values.SelectMany(held => held.Select(h => h.Reservation))];
        }
    }

    /// <summary>Whether nothing at all is reserved.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                Sweep();
                return byNode.Count == 0;
            }
        }
    }

    /// <summary>Whether anything is reserved on a node: a cheap answer for the many that hold nothing.</summary>
    internal bool HoldsRoomOn(string node)
    {
        lock (gate)
        {
            Sweep();
            return byNode.ContainsKey(node);
        }
    }

    /// <summary>The same of a name in UTF-8, as the scheduler sends it.</summary>
    internal bool HoldsRoomOn(ReadOnlySpan<byte> node)
    {
        Span<char> name = stackalloc char[LongestName];
        if (node.Length > LongestName)
            return HoldsRoomOn(Encoding.UTF8.GetString(node));
        name = name[..Encoding.UTF8.GetChars(node, name)];
        lock (gate)
        {
            Sweep();
            return byNode.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);
        }
    }

    /// <summary>The place that a planned pod is to take; it claims that place for a few seconds, until it is seen there.</summary>
    /// <remarks>
    /// Without claims two replicas that are scheduled before the first is seen to land would be sent to the same place. A pod keeps its
    /// claim while its node is offered; else it takes a place on a node that is; else it waits for one that is not offered yet. Who waits holds nobody up: a sibling that the
    /// node is offered to goes past. Otherwise two that wait for each other's node would do so for good.
    /// </remarks>
    /// <returns><c>null</c> for a pod that no place is kept for: none is reserved, or its siblings have claimed them all.</returns>
    internal Promise? Claim(ReplicaKey key, string podUid, Func<string, bool> isOffered)
    {
        lock (gate)
        {
            Sweep();
            if (!byKey.TryGetValue(key, out List<Holding>? held))
                return null;
            DateTimeOffset now = Now;
            held.ForEach(h => h.Forget(now));
            Holding? own = held.Find(h => h.IsClaimedBy(podUid));
            Holding? kept = own is not null && own.HasPlaceFor(podUid) ? own : null;
            Holding? place = kept is not null && isOffered(kept.Reservation.Node)
                ? kept
                : held.Find(h => h.HasPlaceFor(podUid) && isOffered(h.Reservation.Node)) ?? kept ?? held.Find(h => h.HasUnclaimedPlaceFor(podUid));
            if (own != place)
                own?.Unclaim(podUid);
            if (place is null)
                return null;
            bool isFirm = isOffered(place.Reservation.Node);
            place.Claim(podUid, now + ClaimLife, isFirm);
            return new Promise(place.Reservation.Node, isFirm, place.Reservation.Expires);
        }
    }

    private void Add(Reservation reservation)
    {
        List<Holding> ofKey = ListOf(byKey, reservation.Key);
        if (ofKey.Find(h => h.Reservation.Node == reservation.Node && h.Reservation.PlanId == reservation.PlanId) is { } held)
        {
            held.Grow(reservation);
        }
        else
        {
            var holding = new Holding(reservation);
            ofKey.Add(holding);
            ListOf(byNode, reservation.Node).Add(holding);
        }

        if (reservation.Expires < nextLapse)
            nextLapse = reservation.Expires;
    }

    private static List<Holding> ListOf<TKey>(Dictionary<TKey, List<Holding>> index, TKey key)
        where TKey : notnull =>
        CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _) ??= [];

    private void Sweep()
    {
        DateTimeOffset now = Now;
        if (now < nextLapse)
            return;
        DropAll(h => h.Reservation.Expires <= now);
        nextLapse = Earliest();
    }

    private DateTimeOffset Earliest() => byKey.Values.SelectMany(held => held).Select(h => h.Reservation.Expires).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    private void DropAll(Func<Holding, bool> isOver)
    {
        foreach (Holding holding in byKey.Values.SelectMany(held => held).Where(isOver).ToArray())
            Drop(holding);
    }

    private void Drop(Holding holding)
    {
        Remove(byKey, holding.Reservation.Key, holding);
        Remove(byNode, holding.Reservation.Node, holding);
    }

    private static void Remove<TKey>(Dictionary<TKey, List<Holding>> index, TKey key, Holding holding)
        where TKey : notnull
    {
        List<Holding> held = index[key];
        held.Remove(holding);
        if (held.Count == 0)
            index.Remove(key);
    }
}
