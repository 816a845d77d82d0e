using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Controlling;
using Restow.Kubernetes.Tests.Fakes;

namespace Restow.Kubernetes.Tests.Controlling;

public sealed class LeaseElectionTests : IDisposable
{
    private readonly FakeCluster cluster = new();
    private readonly FakeTimeProvider time = new();
    private readonly CancellationTokenSource stopA = new();
    private readonly CancellationTokenSource stopB = new();
    private readonly LeaseElection a;
    private readonly LeaseElection b;

    public LeaseElectionTests() => (a, b) = (Election("a"), Election("b"));

    [Fact]
    public async Task Run_Two_OneLeadsAndTheOtherFollowsWhenItStops()
    {
        Task runA = a.RunAsync(ForeverAsync, stopA.Token);
        await UntilAsync(() => a.IsLeader);
        Task runB = b.RunAsync(ForeverAsync, stopB.Token);
        for (int i = 0; i < 60; i++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            await Patience.UntilAsync("the leader renews its lease", () => time.GetUtcNow() - Renewed() <= TimeSpan.FromSeconds(2.5));
        }

        Assert.Equal((true, false), (a.IsLeader, b.IsLeader));
        await stopA.CancelAsync();
        await EndedAsync(runA);
        await UntilAsync(() => b.IsLeader);
        Assert.False(a.IsLeader);
        await stopB.CancelAsync();
        await EndedAsync(runB);
    }

    [Fact]
    public async Task Run_CannotRenew_StopsLeadingBeforeAnotherMayTakeOver()
    {
        CancellationToken term = default;
        Task run = a.RunAsync(token => ForeverAsync(term = token), stopA.Token);
        await UntilAsync(() => a.IsLeader && term.CanBeCanceled);
        cluster.Interference = call => new Kubernetes.Api.ApiAnswer(0, default);
        await AdvanceAsync(12);
        Assert.False(a.IsLeader);
        await UntilAsync(() => term.IsCancellationRequested);
        await stopA.CancelAsync();
        await EndedAsync(run);
    }

    [Fact]
    public async Task Run_HolderIsSilent_IsReplacedAfterTheLeaseHasNotChangedForItsDuration()
    {
        cluster.Put("/apis/coordination.k8s.io/v1/namespaces/restow/leases/restow", (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(
            """{"metadata":{"name":"restow","namespace":"restow"},"spec":{"holderIdentity":"dead","leaseDurationSeconds":15,"renewTime":"2020-01-01T00:00:00.000000Z"}}""")!);
        Task run = b.RunAsync(ForeverAsync, stopB.Token);
        await AdvanceAsync(12);
        Assert.False(b.IsLeader);
        await AdvanceAsync(8);
        await UntilAsync(() => b.IsLeader);
        await stopB.CancelAsync();
        await EndedAsync(run);
    }

    public void Dispose()
    {
        stopA.Dispose();
        stopB.Dispose();
    }

    private static async Task EndedAsync(Task run) => await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static Task ForeverAsync(CancellationToken term) => Task.Delay(Timeout.Infinite, term);

    private LeaseElection Election(string identity) => new(cluster, "restow", "restow", identity, time, NullLogger.Instance);

    private DateTimeOffset Renewed() => DateTimeOffset.Parse((string)cluster.Find("/apis/coordination.k8s.io/v1/namespaces/restow/leases/restow")!["spec"]!["renewTime"]!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task AdvanceAsync(int seconds)
    {
        for (int i = 0; i < seconds * 2; i++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private Task UntilAsync(Func<bool> holds, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string awaited = "") => Patience.UntilAsync(awaited, () =>
    {
        if (holds())
            return true;
        time.Advance(TimeSpan.FromSeconds(0.1));
        return false;
    });
}
