using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Tests.Api;

public class ApiAvailabilityTests
{
    private static readonly ApiAnswer Good = new(200, default);
    private static readonly ApiAnswer None = ApiAnswer.Unreachable(new HttpRequestException("connection refused"));

    private readonly FakeTimeProvider time = new();
    private readonly ReservationLedger ledger;
    private readonly ApiAvailability availability;

    public ApiAvailabilityTests()
    {
        ledger = new ReservationLedger(time);
        availability = new ApiAvailability(time, ledger);
    }

    [Fact]
    public void Elapsed_Outages_AreLeftOut()
    {
        long begin = time.GetTimestamp();
        DateTimeOffset created = time.GetUtcNow();
        After(10, Good);
        Outage(60);
        After(10, Good);
        Outage(30);
        Assert.Equal(TimeSpan.FromSeconds(20), availability.Elapsed(begin));
        Assert.Equal(TimeSpan.FromSeconds(90), availability.Lost(created));
        Assert.Equal(TimeSpan.FromSeconds(30), availability.Lost(created.AddSeconds(75)));
    }

    [Fact]
    public void Elapsed_DuringAnOutage_StandsStill()
    {
        long begin = time.GetTimestamp();
        After(5, None);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.FromSeconds(5), availability.Elapsed(begin));
        Assert.True(availability.IsUnsettled);
    }

    [Fact]
    public void Note_AFailureOlderThanAnAnswer_SaysNothing()
    {
        long asked = time.GetTimestamp();
        After(1, Good);
        availability.Note(asked, None);
        Assert.False(availability.IsUnsettled);
    }

    [Fact]
    public void IsUnsettled_WellAfterAnOutage_IsOver()
    {
        Outage(5);
        Assert.True(availability.IsUnsettled);
        After(30, Good);
        Assert.False(availability.IsUnsettled);
        Assert.False(availability.IsPassing(new ApiAnswer(403, default)));
    }

    [Fact]
    public void Note_AnOutage_PostponesWhatWouldLapse()
    {
        var key = new ReplicaKey("rs-1", "1");
        ledger.Reserve(new Reservation("plan", key, "default", "n1", 1, new Resources { ["cpu"] = 1 }, time.GetUtcNow().AddSeconds(30)));
        After(10, Good);
        Outage(60);
        Assert.Single(ledger.For(key));
        After(19, Good);
        Assert.Single(ledger.For(key));
        After(2, Good);
        Assert.Empty(ledger.For(key));
    }

    private void After(double seconds, ApiAnswer answer)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        availability.Note(time.GetTimestamp(), answer);
    }

    private void Outage(double seconds)
    {
        After(0, None);
        After(seconds, Good);
    }
}
