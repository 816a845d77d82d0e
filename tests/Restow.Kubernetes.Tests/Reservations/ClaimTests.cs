using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Reservations;
using Restow.Packing.Model;

namespace Restow.Kubernetes.Tests.Reservations;

public class ClaimTests
{
    private static readonly ReplicaKey Web = new("uid-1", "abc");

    private readonly FakeTimeProvider time = new();
    private readonly ReservationLedger ledger;

    public ClaimTests()
    {
        ledger = new ReservationLedger(time);
        Reserve("n1", 1);
        Reserve("n2", 1);
    }

    [Fact]
    public void Claim_TwoReplicasBeforeEitherLands_GoToDifferentNodes()
    {
        Assert.Equal("n1", ledger.Claim(Web, "a", _ => true)?.Node);
        Assert.Equal("n2", ledger.Claim(Web, "b", _ => true)?.Node);
    }

    [Fact]
    public void Claim_AskedAgain_IsTheSameNode()
    {
        ledger.Claim(Web, "a", _ => true);
        ledger.Claim(Web, "b", _ => true);
        Assert.Equal("n1", ledger.Claim(Web, "a", _ => true)?.Node);
    }

    [Fact]
    public void Claim_MoreReplicasThanPlaces_LeavesTheRestToTheScheduler()
    {
        ledger.Claim(Web, "a", _ => true);
        ledger.Claim(Web, "b", _ => true);
        Assert.Null(ledger.Claim(Web, "c", _ => true));
    }

    [Fact]
    public void Claim_NoReservedNodeOffered_Waits()
    {
        Promise? promise = ledger.Claim(Web, "a", _ => false);
        Assert.True(promise is { Node: "n1", IsOffered: false });
    }

    [Fact]
    public void Claim_AnotherNodeIsOfferedLater_MovesThere()
    {
        ledger.Claim(Web, "a", _ => false);
        Assert.Equal("n2", ledger.Claim(Web, "a", node => node == "n2")?.Node);
        Assert.Equal("n1", ledger.Claim(Web, "b", _ => true)?.Node);
    }

    [Fact]
    public void Claim_TwoThatWaitForEachOthersNode_ChangePlaces()
    {
        ledger.Claim(Web, "a", _ => false);
        ledger.Claim(Web, "b", _ => false);
        Assert.True(ledger.Claim(Web, "a", node => node == "n2") is { Node: "n2", IsOffered: true });
        Assert.True(ledger.Claim(Web, "b", node => node == "n1") is { Node: "n1", IsOffered: true });
    }

    [Fact]
    public void Claim_OfOneThatWaits_IsNoLongerGoodWhenASiblingIsOnItsWayThere()
    {
        ledger.Claim(Web, "a", _ => false);
        ledger.Claim(Web, "b", _ => false);
        Assert.Equal("n1", ledger.Claim(Web, "b", node => node == "n1")?.Node);
        Assert.True(ledger.Claim(Web, "a", node => node == "n1") is { Node: "n2", IsOffered: false });
    }

    [Fact]
    public void Claim_OfAPodThatNeverLanded_LapsesForItsSiblings()
    {
        ledger.Claim(Web, "a", _ => true);
        ledger.Claim(Web, "b", _ => true);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotNull(ledger.Claim(Web, "c", _ => true));
    }

    [Fact]
    public void Claim_WhatIsReservedIsReplaced_StaysWithItsPod()
    {
        ledger.Claim(Web, "a", _ => true);
        ledger.Replace([.. ledger.Current().Reverse(), ledger.Current()[0] with { Node = "n3" }]);
        Assert.Equal("n1", ledger.Claim(Web, "a", _ => true)?.Node);
        ledger.Replace([]);
        Assert.True(ledger.IsEmpty);
        Assert.Null(ledger.Claim(Web, "a", _ => true));
    }

    [Fact]
    public void Claim_AfterTheReservationLapsed_IsNone()
    {
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(ledger.Claim(Web, "a", _ => true));
    }

    [Fact]
    public void Claim_ReplicasInAnyOrder_FillEachNodeAsOftenAsReserved() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 5], Gen.Int[0, 3], Gen.Bool.Array[40]).Sample((counts, extra, lands) =>
        {
            var fresh = new ReservationLedger(time);
            for (int n = 0; n < counts.Length; n++)
                fresh.Reserve(Of($"n{n}", counts[n]));
            List<string> landed = [];
            List<string> under = [];
            for (int pod = 0; pod < counts.Sum() + extra; pod++)
            {
                if (fresh.Claim(Web, $"pod-{pod}", _ => true) is not { } promise)
                    continue;
                under.Add(promise.Node);
                if (lands[pod % lands.Length])
                {
                    Assert.True(fresh.Consume(Web, under[0]));
                    landed.Add(under[0]);
                    under.RemoveAt(0);
                }
            }

            string[] all = [.. landed, .. under];
            for (int n = 0; n < counts.Length; n++)
                Assert.Equal(counts[n], all.Count(a => a == $"n{n}"));
        });

    private void Reserve(string node, int count) => ledger.Reserve(Of(node, count));

    private Reservation Of(string node, int count) => new("plan-1", Web, "default", node, count, new Resources { ["cpu"] = 500 }, time.GetUtcNow().AddSeconds(30));
}
