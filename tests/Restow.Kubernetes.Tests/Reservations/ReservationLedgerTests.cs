using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Tests.Reservations;

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

    [Fact]
    public void Release_OnePlan_LeavesTheOther()
    {
        var ledger = new ReservationLedger(time);
        ledger.Reserve(Two());
        ledger.Reserve(Two() with { PlanId = "plan-2", Count = 1 });
        ledger.Release("plan-1");
        Assert.Equal("plan-2", Assert.Single(ledger.Current()).PlanId);
        Assert.Equal(500, ledger.ReservedOn("n1").Of("cpu"));
    }

    [Fact]
    public void Reserve_SamePlanAgain_Grows()
    {
        var ledger = new ReservationLedger(time);
        ledger.Reserve(Two());
        ledger.Reserve(Two() with { Count = 3 });
        Assert.Equal(5, Assert.Single(ledger.For(Web)).Count);
    }

    [Fact]
    public void HoldsRoomOn_AfterTheLastReplica_IsFalse()
    {
        var ledger = new ReservationLedger(time);
        ledger.Reserve(Two() with { Count = 1 });
        Assert.True(ledger.HoldsRoomOn("n1"));
        ledger.Consume(Web, "n1");
        Assert.False(ledger.HoldsRoomOn("n1"));
    }

    [Fact]
    public void ReservedOn_AnyCalls_IsTheSumOfCurrent() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 3]).Array[0, 60].Sample(calls =>
        {
            var clock = new FakeTimeProvider();
            var ledger = new ReservationLedger(clock);
            foreach ((int call, int key, int node, int plan, int count) in calls)
            {
                var replica = new ReplicaKey($"uid-{key}", "");
                if (call <= 2)
                    ledger.Reserve(new Reservation($"plan-{plan}", replica, "default", $"n{node}", count, new Resources { ["cpu"] = 100 * (key + 1) }, clock.GetUtcNow().AddSeconds(10 * count)));
                else if (call == 3)
                    ledger.Consume(replica, $"n{node}");
                else if (call == 4)
                    ledger.Release($"plan-{plan}");
                else
                    clock.Advance(TimeSpan.FromSeconds(3));

                IReadOnlyList<Reservation> current = ledger.Current();
                Assert.All(current, r => Assert.True(r.Count > 0 && r.Expires > clock.GetUtcNow()));
                for (int n = 0; n < 3; n++)
                    Assert.Equal(current.Where(r => r.Node == $"n{n}").Sum(r => r.Count * r.Requests.Of("cpu")), ledger.ReservedOn($"n{n}").Of("cpu"));
                for (int k = 0; k < 3; k++)
                    Assert.Equal(current.Where(r => r.Key.ControllerUid == $"uid-{k}"), ledger.For(new ReplicaKey($"uid-{k}", "")));
            }
        });

    private Reservation Two() => new("plan-1", Web, "default", "n1", 2, new Resources { ["cpu"] = 500 }, time.GetUtcNow().AddSeconds(30));
}
