using System.Globalization;
using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Api;

namespace Restow.Kubernetes.State;

/// <summary>Events of the cluster, for <c>kubectl describe</c>. A failure to record one is logged and hinders nothing.</summary>
internal sealed class EventRecorder(IClusterApi api, string space, string stateName, TimeProvider time, ILogger log)
{
    /// <summary>On the pod of a step.</summary>
    public Task OfPodAsync(StepRecord step, string reason, string message, CancellationToken cancellation) =>
        PostAsync(new EventSubject("v1", "Pod", step.Name, step.Namespace, step.Uid), reason, message, "Normal", cancellation);

    /// <summary>On the controller, which is found by its state.</summary>
    public Task OfControllerAsync(string reason, string message, bool isWarning, CancellationToken cancellation) =>
        PostAsync(new EventSubject("v1", "ConfigMap", stateName, space, null), reason, message, isWarning ? "Warning" : "Normal", cancellation);

    private async Task PostAsync(EventSubject subject, string reason, string message, string type, CancellationToken cancellation)
    {
        string now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var name = new WireMeta($"{subject.Name}.{Guid.NewGuid():N}"[..Math.Min(subject.Name.Length + 17, 250)], subject.Namespace);
        var body = new EventBody(name, subject, reason, message.Length > 1000 ? message[..1000] : message, type)
        {
            Source = new EventSource("restow"),
            FirstTimestamp = now,
            LastTimestamp = now,
        };
        ApiAnswer answer = await api.SendAsync(ApiCall.Post(ApiResource.Events.In(subject.Namespace), body, WireJson.Default.EventBody), cancellation);
        if (!answer.IsSuccess)
            log.LogDebug("{Fault}", answer.ToFault(api.Address, $"event on {subject.Kind} {subject.Namespace}/{subject.Name}"));
    }
}
