using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Api;
using Restow.Packing.Snapshots.Api;

namespace Restow.Kubernetes.Cache;

/// <summary>Keeps a table equal to a collection of the API server: list, then watch, for ever.</summary>
/// <remarks>
/// As client-go's reflector:
/// <list type="number">
/// <item>list in pages of 500 from one resource version; what is not in it is dropped from the table;</item>
/// <item>watch from there with bookmarks; each event moves the resource version on;</item>
/// <item>a watch that ends is taken up from the last version; 410 Gone, in the status or in the stream, lists again;</item>
/// <item>after a failure it waits 0.5 s, twice as long after each further one, at most 30 s, and not longer than until the server answers anybody.</item>
/// </list>
/// </remarks>
internal sealed class ObjectFeed(IClusterApi api, ApiResource resource, ITable table, Signal recovered, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string version = "";
    private long heard;

    /// <summary>Done after the first list.</summary>
    public Task Synced => synced.Task;

    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan wait = FirstWait;
        while (!cancellation.IsCancellationRequested)
        {
            long before = heard;
            Task back = recovered.Next;
            string? problem = await FollowAsync(cancellation);
            if (heard > before)
                wait = FirstWait;
            if (problem is null)
                continue;
            log.LogWarning("{Resource}: {Problem}; trying again in {Seconds} s", resource, problem, wait.TotalSeconds);
            await Signal.WaitAsync(back, wait, time, cancellation);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <returns>What went wrong; <c>null</c> when the watch ended as watches do.</returns>
    private async Task<string?> FollowAsync(CancellationToken cancellation)
    {
        try
        {
            if (version.Length == 0 && await ListAsync(cancellation) is { } refusal)
                return refusal;
            return await WatchAsync(cancellation);
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Gone)
        {
            version = "";
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return e.Message;
        }
        catch (JsonException e)
        {
            // What was missed is not known: the next list tells.
            version = "";
            return e.Message;
        }
    }

    private async Task<string?> ListAsync(CancellationToken cancellation)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        string next = "";
        do
        {
            ApiAnswer answer = await api.SendAsync(ApiCall.Get($"{resource.All}?limit=500{(next.Length > 0 ? $"&continue={Uri.EscapeDataString(next)}" : "")}"), cancellation);
            if (!answer.IsSuccess)
                return answer.ToFault(api.Address, resource.Plural).ToString();
            var page = ListPage.Parse(answer.Body);
            items.AddRange(page.Items);
            (next, version) = (page.Continue, page.Continue.Length > 0 ? "" : page.ResourceVersion);
        }
        while (next.Length > 0);
        table.Replace(items);
        heard++;
        synced.TrySetResult();
        return null;
    }

    private async Task<string?> WatchAsync(CancellationToken cancellation)
    {
        // The server ends a watch after this long; feeds that start together shall not all return together.
        int seconds = 300 + Random.Shared.Next(300);
        string path = $"{resource.All}?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(version)}";
        long opened = heard;
        await foreach (ReadOnlyMemory<byte> line in api.WatchAsync(path, cancellation))
        {
            var item = WatchEvent.Parse(line);
            if (item.Kind == WatchKind.Error)
            {
                bool isGone = item.IsGone;
                version = "";
                return isGone ? null : $"the watch ended with: {item.Status?.Message ?? "no message"}";
            }

            if (item.Kind == WatchKind.Changed)
                table.Put(item.Object);
            else if (item.Kind == WatchKind.Deleted)
                table.Remove(item.Object);
            version = JsonSerializer.Deserialize(item.Object.Span, ApiJson.Default.ApiObject)?.Metadata?.ResourceVersion ?? version;
            heard++;
        }

        // A server that ends watches at once shall not be asked without a pause.
        return heard > opened ? null : "the watch ended without an event";
    }
}
