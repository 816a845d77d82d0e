using System.Net;
using System.Text;
using System.Text.Json;
using Restow.Core;
using Restow.Kubernetes.Listening;

namespace Restow.Kubernetes.Extending;

/// <summary>A KubeSchedulerConfiguration that makes a kube-scheduler ask the extender.</summary>
/// <remarks>
/// Source: k8s.io/kube-scheduler/config, v1 (Kubernetes 1.25 and later) and v1beta1 (1.19 to 1.22).
/// The v1beta1 form turns preemption off: a scheduler of that time does not ask extenders about victims, and where an extender has refused
/// a node that the pod fits on, its preemption finds a candidate without victims and the process panics (seen with 1.20.2).
/// All nodes are scored: a scheduler that stops at a share of them may not offer the node that is reserved.
/// </remarks>
public sealed record SchedulerConfiguration
{
    /// <summary>Where the scheduler reaches the extender.</summary>
    public ListenAddress Extender { get; init; } = ListenAddress.Default;

    /// <summary>Version of the configuration's format: <c>v1</c> or <c>v1beta1</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>The scheduler's own kubeconfig, a path on its machine. Default: where kubeadm puts it.</summary>
    public string Kubeconfig { get; init; } = "/etc/kubernetes/scheduler.conf";

    /// <summary>Whether several schedulers of this name take turns by a Lease.</summary>
    public bool LeaderElect { get; init; }

    /// <summary>The name that pods choose this scheduler by; <c>null</c> for the default scheduler.</summary>
    public string? SchedulerName { get; init; }

    /// <summary>Authority of the extender's certificate, a path on the scheduler's machine; <c>null</c> for plain HTTP.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Certificate that the scheduler shows to the extender, a path on the scheduler's machine.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Key of <see cref="ClientCertificate"/>.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The configuration as YAML.</summary>
    public Result<string> ToYaml()
    {
        if (IPAddress.TryParse(Extender.Host, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            return new Fault("--listen", "", $"{Extender.Host} is where to listen, not where to be reached", "name an address of the machine or the service");
        if (Extender.Port == 0)
            return new Fault("--listen", "", "a scheduler needs the port", "write it like 127.0.0.1:8480");
        if ((ClientCertificate is null) != (ClientKey is null))
            return new Fault("--client-certificate", "", "a certificate and its key belong together", "give --client-certificate and --client-key");
        if (ClientCertificate is not null && CertificateAuthority is null)
            return new Fault("--client-certificate", "", "client certificates need HTTPS", "give --certificate-authority too");
        return Text();
    }

    private string Text()
    {
        string scheme = CertificateAuthority is null ? "http" : "https";
        var text = new StringBuilder();
        text.Append($"""
            apiVersion: kubescheduler.config.k8s.io/{ApiVersion}
            kind: KubeSchedulerConfiguration
            clientConnection:
              kubeconfig: {Quoted(Kubeconfig)}
            leaderElection:
              leaderElect: {(LeaderElect ? "true" : "false")}
            # A reserved node must be among those that are offered, so all of them are.
            percentageOfNodesToScore: 100

            """);
        if (LeaderElect && SchedulerName is not null)
            text.Replace("  leaderElect: true\n", $"  leaderElect: true\n  resourceName: {Quoted(SchedulerName)}\n");
        text.Append(Profile());
        text.Append($"""
            extenders:
            - urlPrefix: {Quoted($"{scheme}://{Extender}")}
              filterVerb: {ExtenderVerbs.Filter}
              prioritizeVerb: {ExtenderVerbs.Prioritize}
              preemptVerb: {ExtenderVerbs.Preempt}
              weight: 1
              nodeCacheCapable: true
              # Pods are scheduled as ever while the extender is away.
              ignorable: true
              httpTimeout: 500ms

            """);
        if (CertificateAuthority is null)
            return text.ToString();
        text.Append($"""
              enableHTTPS: true
              tlsConfig:
                caFile: {Quoted(CertificateAuthority)}

            """);
        if (ClientCertificate is not null)
            text.Append($"    certFile: {Quoted(ClientCertificate)}\n    keyFile: {Quoted(ClientKey!)}\n");
        return text.ToString();
    }

    private string Profile()
    {
        string name = Quoted(SchedulerName ?? "default-scheduler");
        if (ApiVersion == "v1beta1")
        {
            return $"""
                profiles:
                - schedulerName: {name}
                  plugins:
                    # Schedulers of this age panic in preemption where an extender has refused a node.
                    postFilter:
                      disabled:
                      - name: DefaultPreemption

                """;
        }

        return SchedulerName is null ? "" : $"profiles:\n- schedulerName: {name}\n";
    }

    // A JSON string is a YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, StringJson.Default.String);
}
