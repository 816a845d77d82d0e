using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Tests;

public class ReservationLedgerTests
{
    private static readonly ReplicaKey Web = new("uid-1", "abc");

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Consume_LastReplica_DropsTheEntry()
    {
        var ledger = new ReservationLedger(time);
        ledger.Reserve(Two());
        Assert.True(ledger.Consume(Web, "n1"));
        Assert.Equal(1, Assert.Single(ledger.For(Web)).Count);
        Assert.True(ledger.Consume(Web, "n1"));
        Assert.False(ledger.Consume(Web, "n1"));
        Assert.Empty(ledger.Current());
    }

    [Fact]
    public void ReservedOn_OthersOnly_CountsEachReplica()
    {
        var ledger = new ReservationLedger(time);
        ledger.Reserve(Two());
        Assert.Equal(1000, ledger.ReservedOn("n1").Of("cpu"));
        Assert.Equal(0, ledger.ReservedOn("n1", Web).Of("cpu"));
    }

    [Fact]
    public void Current_AfterItsTime_IsEmpty()
    {
        var ledger = new ReservationLedger(time);
        ledger.Reserve(Two());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(ledger.Current());
    }

    private Reservation Two() => new("plan-1", Web, "default", "n1", 2, new Resources { ["cpu"] = 500 }, time.GetUtcNow().AddSeconds(30));
}
