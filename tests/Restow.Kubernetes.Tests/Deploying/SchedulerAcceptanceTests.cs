using System.Net;
using System.Net.Sockets;
using Restow.Kubernetes.Extending;

namespace Restow.Kubernetes.Tests.Deploying;

/// <summary>A real kube-scheduler 1.20 reads the printed configuration, checks it strictly and writes out what it understood.</summary>
public sealed class SchedulerAcceptanceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("restow-scheduler-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Scheduler_ReadsTheConfiguration_AsItIsMeant()
    {
        (int code, string understood, string error) = await ReadAsync(yaml => yaml);
        Assert.True(code == 0, error);
        foreach (string line in new[] { "urlPrefix: http://127.0.0.1:8480", "filterVerb: filter", "prioritizeVerb: prioritize", "preemptVerb: preempt", "httpTimeout: 500ms", "ignorable: true", "nodeCacheCapable: true", "percentageOfNodesToScore: 100", "leaderElect: false" })
            Assert.Contains(line, understood, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduler_ReadsAnUnknownField_AsAnError()
    {
        (int code, _, string error) = await ReadAsync(yaml => yaml.Replace("nodeCacheCapable", "nodeCacheAble", StringComparison.Ordinal));
        Assert.NotEqual(0, code);
        Assert.Contains("nodeCacheAble", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Understood, string Error)> ReadAsync(Func<string, string> change)
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string scheduler = Path.Combine(cache, "restow", "kubernetes-1.20.2", "kube-scheduler");
        Assert.SkipUnless(File.Exists(scheduler), "kube-scheduler 1.20.2 is not built; eng/kube-build.sh builds it");
        string kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, """
            apiVersion: v1
            kind: Config
            clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: none, context: {cluster: none, user: none}}]
            current-context: none
            users: [{name: none, user: {}}]
            """);
        int port = FreePort();
        string yaml = change(new SchedulerConfiguration { ApiVersion = "v1beta1", Kubeconfig = kubeconfig }.ToYaml().Value);
        string file = Path.Combine(folder, "scheduler.yaml");
        await File.WriteAllTextAsync(file, $"{yaml}healthzBindAddress: 127.0.0.1:{port}\nmetricsBindAddress: 127.0.0.1:{port}\n");
        string understood = Path.Combine(folder, "understood.yaml");
        (int code, _, string error) = await Repository.RunAsync(scheduler, "--config", file, "--write-config-to", understood, "--secure-port", "0");
        return (code, File.Exists(understood) ? await File.ReadAllTextAsync(understood) : "", error);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
