using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using k8s;
using k8s.Models;
using Restow.Kubernetes;
using Restow.Kubernetes.State;

namespace Restow.Experiments.Kubernetes.Grid;

/// <summary>A real control plane whose scheduler asks the extender of a <c>restow kube run --apply</c> that plans on demand. Stopped when disposed, with its folder.</summary>
internal sealed class GridControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan Startup = TimeSpan.FromMinutes(2);

    private readonly string script;
    private readonly string folder;
    private readonly Uri listen;
    private readonly HttpClient http = new();
    private Process? controller;

    private GridControlPlane(string repository, int port)
    {
        script = Path.Combine(repository, "eng", "kube-control-plane.sh");
        folder = Directory.CreateTempSubdirectory("restow-grid-").FullName;
        listen = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port + 10}"));
    }

    public IKubernetes Client { get; private set; } = null!;

    /// <summary>The control plane's work folder and the controller's log.</summary>
    public string Folder => folder;

    private string Kubeconfig => Path.Combine(folder, "plane", "admin.kubeconfig");

    /// <exception cref="InvalidOperationException">Something did not start; the message says what.</exception>
    public static async Task<GridControlPlane> StartAsync(string repository, string restow, int port, double seconds, CancellationToken cancellation)
    {
        var plane = new GridControlPlane(repository, port);
        try
        {
            await plane.StartAsync(restow, port, seconds, cancellation);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for a plan; it is carried out while this returns.</summary>
    public async Task<PlanRecord> SolveAsync(CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.PostAsync(new Uri(listen, "solve"), null, cancellation);
        string text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize(text, ControlJson.Default.PlanRecord)! : throw new InvalidOperationException($"restow kube run makes no plan: {text}");
    }

    /// <summary>A plan as it is now.</summary>
    public async Task<PlanRecord> PlanAsync(string id, CancellationToken cancellation)
    {
        using JsonDocument plans = JsonDocument.Parse(await http.GetStringAsync(new Uri(listen, "plans"), cancellation));
        return plans.RootElement.EnumerateArray().First(p => p.GetProperty("id").GetString() == id).Deserialize(ControlJson.Default.PlanRecord)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (controller is not null)
        {
            using (controller)
            {
                controller.Kill();
                await controller.WaitForExitAsync(CancellationToken.None);
            }
        }

        Client?.Dispose();
        http.Dispose();
        await RunAsync(script, ["stop", Path.Combine(folder, "plane")], null, CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync(string restow, int port, double seconds, CancellationToken cancellation)
    {
        string configuration = Path.Combine(folder, "scheduler.yaml");
        await RunAsync(restow, ["kube", "scheduler-config", "--listen", listen.Authority, "--api-version", "v1beta1", "--kubeconfig", Kubeconfig], configuration, cancellation);
        await RunAsync(script, ["start", Path.Combine(folder, "plane"), port.ToString(CultureInfo.InvariantCulture), configuration], null, cancellation);
        Client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "restow-system" } }, cancellationToken: cancellation);
        controller = ChildProcess.Start(
            restow,
            [
                "kube", "run", "--kubeconfig", Kubeconfig, "--namespace", "restow-system", "--listen", listen.Authority, "--apply", "--trigger", "on-demand", "--evict", "any",
                "--time", string.Create(CultureInfo.InvariantCulture, $"{seconds}s"), "--audit-file", Path.Combine(folder, "audit.jsonl"),
            ],
            Path.Combine(folder, "restow.log"));
        long began = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(cancellation))
        {
            if (controller.HasExited || Stopwatch.GetElapsedTime(began) > Startup)
                throw new InvalidOperationException($"restow kube run does not get ready: {await File.ReadAllTextAsync(Path.Combine(folder, "restow.log"), cancellation)}");
            await Task.Delay(200, cancellation);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(listen, "readyz"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Runs a program to its end; it must succeed.</summary>
    private static async Task RunAsync(string program, string[] arguments, string? output, CancellationToken cancellation)
    {
        string said = Path.GetTempFileName();
        try
        {
            using Process process = ChildProcess.Start(program, arguments, said);
            try
            {
                await process.WaitForExitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}: {await File.ReadAllTextAsync(said, CancellationToken.None)}");
            if (output is not null)
                File.Copy(said, output);
        }
        finally
        {
            File.Delete(said);
        }
    }
}
