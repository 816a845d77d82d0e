using Microsoft.Extensions.Time.Testing;
using Restow.Core;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Execution;
using Restow.Kubernetes.Reservations;
using Restow.Kubernetes.State;
using Restow.Kubernetes.Tests.Fakes;
using Restow.Packing;

namespace Restow.Kubernetes.Tests.Execution;

public class PromisesTests
{
    private static readonly ReplicaKey Small = new("rs-small", "1");
    private static readonly ReplicaKey Big = new("rs-big", "1");

    private readonly FakeTimeProvider time = new();
    private readonly ReservationLedger ledger;
    private readonly Promises promises;

    public PromisesTests()
    {
        ledger = new ReservationLedger(time);
        promises = new Promises(ledger, TimeSpan.FromMinutes(30), new ApiAvailability(TimeProvider.System));
    }

    [Fact]
    public void Begin_PendingPod_MayLandAtOnce()
    {
        RunningPlan plan = Plan(Step(0, 1, Small, "n1", "n2"), Step(1, 2, Big, null, "n1"));
        promises.Begin(plan);
        Assert.Single(ledger.For(Big));
    }

    [Fact]
    public void Begin_AMove_IsHeldForNobodyUntilItsPodIsEvicted()
    {
        RunningPlan plan = Plan(Step(0, 1, Small, "n1", "n2"));
        promises.Begin(plan);
        Assert.Empty(ledger.For(Small));
        Assert.Equal(500, ledger.ReservedOn("n2").Of("cpu"));
        plan.Set(plan.Steps[0], StepState.Evicting);
        Assert.Single(promises.Open(plan));
        Assert.Single(ledger.For(Small));
        Assert.Equal(500, ledger.ReservedOn("n2").Of("cpu"));
    }

    [Fact]
    public void Open_AnEarlierArrivalOnTheNodeIsOutstanding_TheLaterOneWaits()
    {
        RunningPlan plan = Plan(Step(0, 1, Small, "n1", "n2"), Step(1, 2, Big, null, "n2"));
        promises.Begin(plan);
        plan.Set(plan.Steps[0], StepState.Evicting);
        promises.Open(plan);
        Assert.Empty(ledger.For(Big));
        promises.Close(plan.Set(plan.Steps[0], StepState.Landed));
        promises.Open(plan);
        Assert.Single(ledger.For(Big));
    }

    [Fact]
    public void Close_Each_LeavesNothingReserved()
    {
        RunningPlan plan = Plan(Step(0, 1, Small, "n1", "n2"), Step(1, 1, Small, "n3", "n2"), Step(2, 2, Big, null, "n2"));
        promises.Begin(plan);
        plan.Set(plan.Steps[0], StepState.Evicting);
        promises.Open(plan);
        foreach (StepRecord step in plan.Steps)
        {
            promises.Close(step);
            promises.Close(step);
        }

        Assert.Empty(ledger.Current());
    }

    [Fact]
    public void Begin_WhatHasLanded_IsNotReservedAgain()
    {
        RunningPlan plan = Plan(Step(0, 1, Small, "n1", "n2") with { State = StepState.Landed }, Step(1, 2, Big, null, "n1"));
        promises.Begin(plan);
        Assert.Equal(Big, Assert.Single(ledger.Current()).Key);
    }

    private static StepRecord Step(int number, int wave, ReplicaKey key, string? from, string to) => new()
    {
        Number = number,
        Wave = wave,
        Kind = from is null ? PackingMoveKind.Place : PackingMoveKind.Move,
        Namespace = "default",
        Name = $"pod-{number}",
        Uid = $"uid-{number}",
        Workload = "",
        Key = key,
        Priority = 0,
        From = from,
        To = to,
        Requests = new Dictionary<string, long> { ["cpu"] = 500 },
    };

    private RunningPlan Plan(params StepRecord[] steps) => new(
        new PlanRecord
        {
            Id = "p",
            Created = time.GetUtcNow(),
            Trigger = "demand",
            State = PlanState.Running,
            Certificate = Certificate.None,
            SolveSeconds = 0,
            Before = [],
            After = [],
            Steps = steps,
        },
        new StateStore(new FakeCluster(), "restow", "state", new ApiAvailability(TimeProvider.System), TimeProvider.System),
        _ => { });
}
