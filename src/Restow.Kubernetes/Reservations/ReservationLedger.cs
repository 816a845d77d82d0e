using Restow.Packing.Model;

namespace Restow.Kubernetes.Reservations;

/// <summary>The reservations in force. Safe for concurrent use: the extender reads while the executor writes.</summary>
/// <remarks>Counted by (controller, template, node): a reservation says how many replicas land on a node, not which.</remarks>
public sealed class ReservationLedger(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(ReplicaKey Key, string Node), Reservation> entries = [];

    /// <summary>Adds room. What the same plan already holds for the same replicas on the same node grows.</summary>
    public void Reserve(Reservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        lock (gate)
        {
            entries[(reservation.Key, reservation.Node)] = entries.TryGetValue((reservation.Key, reservation.Node), out Reservation? held)
                ? reservation with { Count = held.Count + reservation.Count }
                : reservation;
        }
    }

    /// <summary>One replica has landed on a node, or its promise is withdrawn.</summary>
    /// <returns>Whether room was reserved for it there.</returns>
    public bool Consume(ReplicaKey key, string node)
    {
        lock (gate)
        {
            if (!entries.TryGetValue((key, node), out Reservation? held))
                return false;
            if (held.Count > 1)
                entries[(key, node)] = held with { Count = held.Count - 1 };
            else
                entries.Remove((key, node));
            return true;
        }
    }

    /// <summary>Drops everything that a plan still holds.</summary>
    public void Release(string planId)
    {
        lock (gate)
        {
            foreach ((ReplicaKey, string) entry in entries.Where(e => e.Value.PlanId == planId).Select(e => e.Key).ToArray())
                entries.Remove(entry);
        }
    }

    /// <summary>The nodes that hold room for these replicas, and for how many.</summary>
    public IReadOnlyList<Reservation> For(ReplicaKey key) => [.. Current().Where(r => r.Key == key)];

    /// <summary>What is reserved on a node for others than <paramref name="except"/>.</summary>
    public Resources ReservedOn(string node, ReplicaKey? except = null)
    {
        var sum = new Resources();
        foreach (Reservation held in Current().Where(r => r.Node == node && r.Key != except))
        {
            foreach ((string name, long amount) in held.Requests)
                sum[name] = sum.Of(name) + (amount * held.Count);
        }

        return sum;
    }

    /// <summary>Every reservation that has not lapsed.</summary>
    public IReadOnlyList<Reservation> Current()
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (gate)
        {
            foreach ((ReplicaKey, string) lapsed in entries.Where(e => e.Value.Expires <= now).Select(e => e.Key).ToArray())
                entries.Remove(lapsed);
            return [.. entries.Values];
        }
    }
}
