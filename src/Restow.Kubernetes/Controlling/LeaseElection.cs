using System.Globalization;
using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Api;

namespace Restow.Kubernetes.Controlling;

/// <summary>One leader among several controllers, by a Lease.</summary>
/// <remarks>
/// As client-go's leaderelection: the holder renews every 2 s; another takes over when it has not seen the Lease change for its
/// duration, 15 s by its own clock; a holder that could not renew for 10 s stops leading before that. Writes carry the resource
/// version that was read, so that of two takers one fails.
/// </remarks>
internal sealed class LeaseElection(IClusterApi api, string space, string name, string identity, TimeProvider time, ILogger log)
{
    private const int Duration = 15;
    private static readonly TimeSpan RenewDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private LeaseBody? observed;
    private long observedAt;
    private long renewedAt;
    private volatile bool leads;

    /// <summary>Whether this process leads now, and knows that no other can.</summary>
    public bool IsLeader => leads && time.GetElapsedTime(Volatile.Read(ref renewedAt)) < RenewDeadline;

    /// <summary>Who holds the Lease, as far as known.</summary>
    public string Holder => observed?.Spec.HolderIdentity ?? "";

    /// <summary>Leads whenever it can, until cancelled. <paramref name="lead"/> runs while it leads; its token ends when it no longer does.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                while (!await TryAcquireAsync(cancellation))
                    await Task.Delay(Period, time, cancellation);
                await LeadAsync(lead, cancellation);
            }
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        leads = true;
        log.LogInformation("{Identity} leads", identity);
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task leading = Task.Run(() => lead(term.Token), CancellationToken.None);
        try
        {
            while (IsLeader && !leading.IsCompleted)
            {
                await Task.WhenAny(leading, Task.Delay(Period, time, cancellation));
                cancellation.ThrowIfCancellationRequested();
                await TryAcquireAsync(cancellation);
            }
        }
        finally
        {
            leads = false;
            await term.CancelAsync();
            await leading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        log.LogWarning("{Identity} no longer leads", identity);
        if (leading.IsFaulted)
            await leading;
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellation)
    {
        ApiAnswer answer = await api.SendAsync(ApiCall.Get(ApiResource.Leases.Of(space, name)), cancellation);
        if (answer.IsNotFound)
            return await WriteAsync(null, cancellation);
        if (!answer.Read(WireJson.Default.LeaseBody, api.Address, $"lease {space}/{name}").TryGet(out LeaseBody? lease, out Core.Fault? fault))
        {
            log.LogWarning("{Fault}", fault);
            return false;
        }

        if (observed is null || observed.Spec != lease.Spec)
            (observed, observedAt) = (lease, time.GetTimestamp());
        bool isOurs = lease.Spec.HolderIdentity == identity;
        bool isFree = string.IsNullOrEmpty(lease.Spec.HolderIdentity) || time.GetElapsedTime(observedAt) >= TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? Duration);
        return (isOurs || isFree) && await WriteAsync(lease, cancellation);
    }

    private async Task<bool> WriteAsync(LeaseBody? before, CancellationToken cancellation)
    {
        long asked = time.GetTimestamp();
        string now = Micro(time.GetUtcNow());
        bool isOurs = before?.Spec.HolderIdentity == identity;
        var spec = new LeaseSpec(identity, Duration, isOurs ? before!.Spec.AcquireTime : now, now, (before?.Spec.LeaseTransitions ?? 0) + (before is null || isOurs ? 0 : 1));
        var body = new LeaseBody(before?.Metadata ?? new WireMeta(name, space), spec);
        ApiCall call = before is null
            ? ApiCall.Post(ApiResource.Leases.In(space), body, WireJson.Default.LeaseBody)
            : ApiCall.Put(ApiResource.Leases.Of(space, name), body, WireJson.Default.LeaseBody);
        ApiAnswer answer = await api.SendAsync(call, cancellation);
        if (answer.IsSuccess)
            Volatile.Write(ref renewedAt, asked);
        else if (!answer.IsConflict)
            log.LogWarning("{Fault}", answer.ToFault(api.Address, $"lease {space}/{name}"));
        return answer.IsSuccess;
    }

    /// <summary>On the way out: the next one need not wait for the Lease to lapse.</summary>
    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
        ApiAnswer answer = await api.SendAsync(ApiCall.Get(ApiResource.Leases.Of(space, name)), limit.Token).ConfigureAwait(false);
        if (answer.Read(WireJson.Default.LeaseBody, api.Address, "").TryGet(out LeaseBody? lease, out _) && lease.Spec.HolderIdentity == identity)
            await api.SendAsync(ApiCall.Put(ApiResource.Leases.Of(space, name), lease with { Spec = lease.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1 } }, WireJson.Default.LeaseBody), limit.Token);
    }

    private static string Micro(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
