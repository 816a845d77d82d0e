using System.Diagnostics;

namespace Restow.Kubernetes.Tests.Simulation;

/// <summary>The real kubectl as the client.</summary>
public class KubectlTests
{
    private const string Manifest = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: main, image: none, resources: {requests: {cpu: 100m}}}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web, namespace: shop}
        spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}

        """;

    [Fact]
    public async Task Kubectl_EverydayCommands_Work()
    {
        Assert.SkipUnless(IsInstalled(), "kubectl is not installed");
        await using RunningCluster cluster = await RunningCluster.Start(3);
        string folder = Directory.CreateTempSubdirectory("restow-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "kubeconfig"), cluster.Cluster.Kubeconfig);
            string manifest = Path.Combine(folder, "web.yaml");
            await File.WriteAllTextAsync(manifest, Manifest);
            Task<string> K(string arguments) => Kubectl(folder, arguments);

            Assert.Contains("deployment.apps/web created", await K($"apply -f {manifest}"));
            Assert.Contains("successfully rolled out", await K("-n shop rollout status deployment/web --timeout=60s"));
            Assert.Contains("deployment.apps/web unchanged", await K($"apply -f {manifest}"));
            Assert.Contains("deployment.apps/web serverside-applied", await K($"apply --server-side --force-conflicts -f {manifest}"));
            Assert.Contains("3/3", await K("-n shop get deployments"));
            Assert.Contains("Running", await K("-n shop get pods -o wide"));
            Assert.Contains("Successfully assigned", await K("-n shop describe pods"));
            Assert.Contains("KubeletReady", await K("describe node node-0"));
            await K("-n shop scale deployment web --replicas=4");
            Assert.Contains("successfully rolled out", await K("-n shop rollout status deployment/web --timeout=60s"));
            Assert.Contains("drained", await K("drain node-1 --timeout=60s"));
            Assert.Contains("SchedulingDisabled", await K("get node node-1"));
            Assert.DoesNotContain("node-1", await K("-n shop get pods --field-selector=spec.nodeName=node-1 -o name"));
            await K("uncordon node-1");
            await K("-n shop label deployment web owner=me");
            Assert.Contains("web", await K("-n shop get deployments -l owner=me -o name"));
            Assert.Contains("deleted", await K($"delete -f {manifest} --ignore-not-found --timeout=60s"));
            Assert.DoesNotContain("shop", await K("get namespaces -o name"));
            Assert.Contains("namespace/shop serverside-applied", await K($"apply --server-side -f {manifest}"));
            Assert.Contains("successfully rolled out", await K("-n shop rollout status deployment/web --timeout=60s"));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "kubectl")));

    private static async Task<string> Kubectl(string folder, string arguments)
    {
        var start = new ProcessStartInfo("kubectl", $"--kubeconfig {Path.Combine(folder, "kubeconfig")} --cache-dir {folder} {arguments}") { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {arguments}: {errors}");
        return await output;
    }
}
