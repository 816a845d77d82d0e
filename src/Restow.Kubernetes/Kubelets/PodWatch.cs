using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Restow.Kubernetes.Kubelets;

/// <summary>Every bound pod of the cluster: listed once, then watched; listed again when the watch has fallen behind.</summary>
internal sealed class PodWatch(ApiCalls api, PodLifecycle pods)
{
    private const string Bound = "spec.nodeName!=";

    public async Task Run(CancellationToken cancellation)
    {
        string? version = null;
        while (true)
        {
            try
            {
                version ??= await List(cancellation);
                await foreach ((WatchEventType type, V1Pod pod) in api.Client.CoreV1.WatchListPodForAllNamespacesAsync(
                    allowWatchBookmarks: true, fieldSelector: Bound, resourceVersion: version, timeoutSeconds: 300, cancellationToken: cancellation))
                {
                    version = pod.Metadata?.ResourceVersion ?? version;
                    if (type is WatchEventType.Added or WatchEventType.Modified)
                        pods.Seen(pod, cancellation);
                    else if (type is WatchEventType.Deleted)
                        pods.Gone(pod.Metadata!.Uid);
                }
            }
            catch (Exception e) when ((e as HttpOperationException)?.Response.StatusCode == HttpStatusCode.Gone || (e as KubernetesException)?.Status.Code == (int)HttpStatusCode.Gone)
            {
                version = null;
            }
            catch (Exception e) when (ApiCalls.IsOutage(e, cancellation) || e is KubernetesException)
            {
                api.Log("watch of pods", e);
                version = null;
                await api.Pause(TimeSpan.FromMilliseconds(500), cancellation);
            }
        }
    }

    private async Task<string?> List(CancellationToken cancellation)
    {
        V1PodList list = await api.Client.CoreV1.ListPodForAllNamespacesAsync(fieldSelector: Bound, cancellationToken: cancellation);
        pods.KeepOnly(list.Items.Select(pod => pod.Metadata.Uid).ToHashSet(StringComparer.Ordinal));
        foreach (V1Pod pod in list.Items)
            pods.Seen(pod, cancellation);
        return list.Metadata.ResourceVersion;
    }
}
