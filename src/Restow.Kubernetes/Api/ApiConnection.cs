using k8s;
using k8s.Exceptions;
using Restow.Core;

namespace Restow.Kubernetes.Api;

/// <summary>Finds the API server: a kubeconfig, or the account of the pod that this runs in.</summary>
internal static class ApiConnection
{
    private const string NamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <summary>The file and context named; else in a pod its account; else <c>KUBECONFIG</c> or <c>~/.kube/config</c>.</summary>
    public static Result<KubernetesClientConfiguration> Configure(string? file, string? context)
    {
        string source = file ?? "kubeconfig";
        try
        {
            if (file is not null && !File.Exists(file))
                return new Fault(file, "", "there is no such file", "check --kubeconfig");
            if (file is null && context is null && KubernetesClientConfiguration.IsInCluster())
                return KubernetesClientConfiguration.InClusterConfig();
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file, context);
        }
        catch (Exception e) when (e is KubeConfigException or YamlDotNet.Core.YamlException or IOException or UnauthorizedAccessException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            return new Fault(source, context is null ? "" : $"context {context}", e.Message.TrimEnd('.'), "check --kubeconfig and --context; kubectl config get-contexts lists them");
        }
    }

    /// <summary>The namespace that this runs in, or the one of the kubeconfig's context; <c>default</c> without either.</summary>
    public static string NamespaceOf(KubernetesClientConfiguration configuration)
    {
        if (File.Exists(NamespaceFile) && KubernetesClientConfiguration.IsInCluster())
            return File.ReadAllText(NamespaceFile).Trim();
        return configuration.Namespace is { Length: > 0 } name ? name : "default";
    }
}
