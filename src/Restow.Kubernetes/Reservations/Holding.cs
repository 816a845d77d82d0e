namespace Restow.Kubernetes.Reservations;

/// <summary>One reservation in the ledger, and the pods that are on their way to its places.</summary>
internal sealed class Holding(Reservation reservation)
{
    private readonly List<(string PodUid, DateTimeOffset Lapses, bool IsFirm)> claims = [];

    public Reservation Reservation { get; private set; } = reservation;

    public bool IsEmpty => Reservation.Count <= 0;

    public void Grow(Reservation more) => Reservation = more with { Count = Reservation.Count + more.Count };

    /// <summary>One replica has landed: the oldest firm claim is taken for its own.</summary>
    public void Land()
    {
        Reservation = Reservation with { Count = Reservation.Count - 1 };
        if (claims.Count > 0)
            claims.RemoveAt(Math.Max(0, claims.FindIndex(c => c.IsFirm)));
    }

    public void Forget(DateTimeOffset now) => claims.RemoveAll(c => c.Lapses <= now);

    public bool IsClaimedBy(string podUid) => claims.Exists(c => c.PodUid == podUid);

    /// <summary>Whether a place is left that no other pod is on its way to.</summary>
    public bool HasPlaceFor(string podUid) => Reservation.Count > claims.Count(c => c.IsFirm && c.PodUid != podUid);

    /// <summary>Whether a place is left that no other pod is on its way to, or waits for.</summary>
    public bool HasUnclaimedPlaceFor(string podUid) => Reservation.Count > claims.Count(c => c.PodUid != podUid);

    /// <param name="isFirm">Whether the pod can land there now; if not it waits, and one that can is let past.</param>
    public void Claim(string podUid, DateTimeOffset until, bool isFirm)
    {
        int at = claims.FindIndex(c => c.PodUid == podUid);
        if (at < 0)
            claims.Add((podUid, until, isFirm));
        else
            claims[at] = (podUid, until, isFirm);
    }

    /// <summary>The pods on their way stay on their way.</summary>
    public void TakeClaims(Holding from) => claims.AddRange(from.claims.Where(c => !IsClaimedBy(c.PodUid)));

    /// <summary>Everything of it lasts longer by this.</summary>
    public void Postpone(TimeSpan by)
    {
        // What never lapses cannot last longer.
        if (Reservation.Expires < DateTimeOffset.MaxValue - by)
            Reservation = Reservation with { Expires = Reservation.Expires + by };
        for (int i = 0; i < claims.Count; i++)
            claims[i] = claims[i] with { Lapses = claims[i].Lapses + by };
    }

    public void Unclaim(string podUid) => claims.RemoveAll(c => c.PodUid == podUid);
}
