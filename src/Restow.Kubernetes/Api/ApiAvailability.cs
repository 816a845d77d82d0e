using Restow.Kubernetes.Cache;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.Api;

/// <summary>Whether the API server answers, and for how long it did not: an outage stops the clocks of a plan.</summary>
/// <remarks>
/// While nothing can happen in the cluster, nothing can be late in it. An outage begins with a call that is not answered, or answered by a proxy alone, and ends with
/// the first one that is; reservations do not lapse meanwhile.
/// </remarks>
internal sealed class ApiAvailability(TimeProvider time, ReservationLedger? ledger = null)
{
    // How long caches, authorisers and node controllers take to find their feet again.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(20);
    private const int Remembered = 100;

    private readonly Lock gate = new();
    private readonly Queue<(long From, long To)> outages = new();
    private long answered = long.MinValue;
    private long? downSince;
    private long? upSince;

    /// <summary>Raised when the server answers again.</summary>
    public Signal Recovered { get; } = new();

    /// <summary>Whether it does not answer now, or has only just begun to again: what is seen of the cluster is not to be relied on.</summary>
    public bool IsUnsettled
    {
        get
        {
            lock (gate)
                return downSince is not null || (upSince is { } up && time.GetElapsedTime(up) < Aftermath);
        }
    }

    /// <summary>Whether an answer means that the server itself was not reached.</summary>
    public static bool IsOutage(ApiAnswer answer) => answer.Status is 0 or 502 or 503 or 504;

    /// <summary>Whether a call is to be repeated and not to be judged: the server is not there, or not yet itself.</summary>
    public bool IsPassing(ApiAnswer answer) => IsOutage(answer) || (answer.Status is 401 or 403 or 500 && IsUnsettled);

    /// <summary>A call was answered, or was not.</summary>
    /// <param name="asked">When it was sent, a timestamp.</param>
    public void Note(long asked, ApiAnswer answer)
    {
        bool recovered = false;
        lock (gate)
        {
            // Right after its start a server has not read the roles yet and forbids everything: it is not back before it allows something.
            if (IsOutage(answer) || (downSince is not null && answer.Status is 401 or 403 or 500))
            {
                // One that was sent before another one was answered says nothing about now.
                if (downSince is null && asked >= answered)
                {
                    downSince = asked;
                    ledger?.Pause();
                }
            }
            else
            {
                answered = time.GetTimestamp();
                if (downSince is { } from)
                {
                    outages.Enqueue((from, answered));
                    if (outages.Count > Remembered)
                        outages.Dequeue();
                    (downSince, upSince, recovered) = (null, answered, true);
                    ledger?.Resume();
                }
            }
        }

        if (recovered)
            Recovered.Raise();
    }

    /// <summary>Time since a timestamp, outages left out.</summary>
    public TimeSpan Elapsed(long since)
    {
        long now = time.GetTimestamp();
        return time.GetElapsedTime(since, now) - Lost(since, now);
    }

    /// <summary>How long the server was away since a moment.</summary>
    public TimeSpan Lost(DateTimeOffset since)
    {
        long now = time.GetTimestamp();
        return Lost(now - (long)((time.GetUtcNow() - since).TotalSeconds * time.TimestampFrequency), now);
    }

    private TimeSpan Lost(long since, long now)
    {
        lock (gate)
        {
            TimeSpan lost = TimeSpan.Zero;
            foreach ((long from, long to) in outages)
                lost += Overlap(from, to);
            return downSince is { } down ? lost + Overlap(down, now) : lost;
        }

        TimeSpan Overlap(long from, long to) => Math.Max(from, since) is var begin && begin < to ? time.GetElapsedTime(begin, to) : TimeSpan.Zero;
    }
}
