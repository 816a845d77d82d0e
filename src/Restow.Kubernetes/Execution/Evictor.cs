using System.Text.Json;
using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Api;

namespace Restow.Kubernetes.Execution;

/// <summary>Asks the eviction API to remove a pod, which honours disruption budgets, and tries again while one refuses.</summary>
/// <remarks>An outage of the API server is waited out, whatever the limit. The UID is a precondition: asked twice, for example after a restart, it never takes the pod's successor of the same name.</remarks>
internal sealed class Evictor(IClusterApi api, ApiVersions versions, TimeSpan limit, ApiAvailability availability, ControlMetrics metrics, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <param name="mayGoOn">Asked before each attempt.</param>
    /// <returns>Why the pod was not evicted; <c>null</c> when it is going or gone.</returns>
    public async Task<Fault?> EvictAsync(StepRecord step, Func<Fault?> mayGoOn, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        TimeSpan wait = FirstWait;
        while (true)
        {
            if (mayGoOn() is { } obstacle)
                return obstacle;
            ApiAnswer answer = await PostAsync(step, cancellation);
            switch (answer.Status)
            {
                case >= 200 and < 300 or 404:
                    return null;
                case 409:
                    return new Fault(api.Address, $"pod {step.Pod}", $"it is not the pod that was planned: {answer.Message()}", "a new plan is made");
                case 429:
                    metrics.Refused();
                    if (availability.Elapsed(began) >= limit)
                        return new Fault(api.Address, $"pod {step.Pod}", $"its eviction was refused for {limit.TotalSeconds:0} s: {answer.Message()}", "see whether its disruption budget can ever allow it");
                    log.LogInformation("Eviction of {Pod} put off: {Reason}", step.Pod, answer.Message());
                    break;
                default:
                    if (availability.IsPassing(answer))
                        break;
                    return answer.ToFault(api.Address, $"eviction of pod {step.Pod}");
            }

            await Task.Delay(Later(wait, answer), time, cancellation);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private Task<ApiAnswer> PostAsync(StepRecord step, CancellationToken cancellation)
    {
        var body = new EvictionBody(versions.Eviction, new WireMeta(step.Name, step.Namespace), new DeleteOptions(new DeletePreconditions(step.Uid)));
        return api.SendAsync(ApiCall.Post($"{ApiResource.Pods.Of(step.Namespace, step.Name)}/eviction", body, WireJson.Default.EvictionBody), cancellation);
    }

    private static TimeSpan Later(TimeSpan wait, ApiAnswer answer)
    {
        try
        {
            int asked = answer.IsAnswered ? JsonSerializer.Deserialize(answer.Body.Span, WireJson.Default.ApiStatus)?.Details?.RetryAfterSeconds ?? 0 : 0;
            return asked > wait.TotalSeconds ? TimeSpan.FromSeconds(Math.Min(asked, 60)) : wait;
        }
        catch (JsonException)
        {
            return wait;
        }
    }
}
