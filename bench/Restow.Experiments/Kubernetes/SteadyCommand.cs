using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using k8s;
using k8s.Models;

namespace Restow.Experiments.Kubernetes;

/// <summary><c>kubernetes steady</c>: what a <c>restow kube run</c> uses that follows a large <c>restow kube sim</c>, two real processes.</summary>
internal static class SteadyCommand
{
    private const string Space = "steady";
    private const int Replicas = 100;
    private const int Markers = 10;
    private static readonly TimeSpan Startup = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        Option<int> nodes = new("--nodes") { Description = "Nodes.", DefaultValueFactory = _ => 1000 };
        Option<int> pods = new("--pods") { Description = "Pods.", DefaultValueFactory = _ => 10_000 };
        Option<int> rate = new("--events") { Description = "Pod events a second.", DefaultValueFactory = _ => 500 };
        Option<int> seconds = new("--seconds") { Description = "Length of each measurement.", DefaultValueFactory = _ => 30 };
        Option<int> port = new("--port") { Description = "Where kube run listens.", DefaultValueFactory = _ => 26690 };
        Option<string> restow = new("--restow") { Description = "The command.", DefaultValueFactory = _ => "artifacts/bin/Restow.Cli/release/restow" };
        var command = new Command("steady", "CPU and memory of restow kube run in silence and under pod events, following restow kube sim in another process.") { nodes, pods, rate, seconds, port, restow };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(nodes), result.GetValue(pods), result.GetValue(rate), result.GetValue(seconds), result.GetValue(port), result.GetValue(restow)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int nodes, int pods, int rate, int seconds, int port, string restow, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("restow-steady-").FullName;
        var processes = new List<Process>();
        try
        {
            string kubeconfig = Path.Combine(folder, "kubeconfig");
            Process sim = ChildProcess.Start(restow, ["kube", "sim", "--nodes", Text(nodes), "--kubeconfig", kubeconfig], Path.Combine(folder, "sim.log"));
            processes.Add(sim);
            await WaitAsync(() => File.Exists(kubeconfig) && new FileInfo(kubeconfig).Length > 0, sim, cancellation);
            using var client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
            long began = Stopwatch.GetTimestamp();
            string[] names = await FillAsync(client, pods, cancellation);
            Say($"{nodes} nodes, {names.Length} pods run", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");

            string log = Path.Combine(folder, "run.log");
            began = Stopwatch.GetTimestamp();
            Process run = ChildProcess.Start(
                restow, ["kube", "run", "--kubeconfig", kubeconfig, "--namespace", "default", "--listen", $"127.0.0.1:{port}", "--apply", "--trigger", "on-demand", "--audit-file", Path.Combine(folder, "audit")], log);
            processes.Add(run);
            await WaitAsync(() => File.Exists(log) && File.ReadAllText(log).Contains(" leads", StringComparison.Ordinal), run, cancellation);
            Say("kube run, from its start until it leads", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Task.Delay(TimeSpan.FromSeconds(10), cancellation);

            Say("kube run, CPU when nothing changes", await CpuAsync(run, seconds, cancellation));
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            int sent = 0;
            Task events = SendAsync(client, names, rate, () => Interlocked.Increment(ref sent), over.Token);
            await Task.Delay(TimeSpan.FromSeconds(3), cancellation);
            (int before, long at) = (sent, Stopwatch.GetTimestamp());
            Task<string> cpu = CpuAsync(run, seconds, cancellation);
            double[] lags = await LagsAsync(client, http, cancellation);
            string used = await cpu;
            Say("pod events", $"{(sent - before) / Stopwatch.GetElapsedTime(at).TotalSeconds:F0} a second");
            Say("kube run, CPU under them", used);
            Say("lag behind a watch of the same server", $"median {lags[lags.Length / 2]:F0} ms, longest {lags[^1]:F0} ms");
            await over.CancelAsync();
            await events.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Say("kube run, memory", $"{ChildProcess.Mebibytes(run.Id, "VmRSS"):F0} MiB, at most {ChildProcess.Mebibytes(run.Id, "VmHWM"):F0} MiB");
            Say("kube sim, memory", $"{ChildProcess.Mebibytes(sim.Id, "VmRSS"):F0} MiB, at most {ChildProcess.Mebibytes(sim.Id, "VmHWM"):F0} MiB");
            return 0;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        finally
        {
            foreach (Process process in Enumerable.Reverse(processes))
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                process.Dispose();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>ReplicaSets of a hundred pods, until all of them run.</summary>
    private static async Task<string[]> FillAsync(k8s.Kubernetes client, int pods, CancellationToken cancellation)
    {
        await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } }, cancellationToken: cancellation);
        for (int set = 0; set * Replicas < pods; set++)
            await client.AppsV1.CreateNamespacedReplicaSetAsync(ReplicaSet($"web-{set}", Math.Min(Replicas, pods - (set * Replicas)), "100m"), Space, cancellationToken: cancellation);
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            IList<V1Pod> made = (await client.CoreV1.ListNamespacedPodAsync(Space, cancellationToken: cancellation)).Items;
            int running = made.Count(p => p.Status?.Phase == "Running");
            await Console.Error.WriteAsync($"\r{running}/{pods} pods run   ");
            if (running == pods)
                return [.. made.Select(p => p.Metadata.Name)];
            if (Stopwatch.GetElapsedTime(began) > Startup)
                throw new InvalidOperationException($"only {running} of {pods} pods run after {Startup.TotalMinutes} min");
            await Task.Delay(2000, cancellation);
        }
    }

    /// <summary>Changes pods, each in its turn, as evenly as the server takes it.</summary>
    private static async Task SendAsync(k8s.Kubernetes client, string[] names, int rate, Action sent, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                int number = Interlocked.Increment(ref next);
                TimeSpan early = TimeSpan.FromSeconds((double)number / rate) - Stopwatch.GetElapsedTime(began);
                if (early > TimeSpan.Zero)
                    await Task.Delay(early, cancellation);
                var patch = new V1Patch($"{{\"metadata\":{{\"annotations\":{{\"steady/event\":\"{number}\"}}}}}}", V1Patch.PatchType.MergePatch);
                await client.CoreV1.PatchNamespacedPodAsync(patch, names[number % names.Length], Space, cancellationToken: cancellation);
                sent();
            }
        }));
    }

    /// <summary>Milliseconds from when a watch shows that a pod was refused until kube run counts it as pending.</summary>
    private static async Task<double[]> LagsAsync(k8s.Kubernetes client, HttpClient http, CancellationToken cancellation)
    {
        var lags = new List<double>();
        for (int marker = 0; marker < Markers; marker++)
        {
            string name = $"marker-{marker}";
            await client.AppsV1.CreateNamespacedReplicaSetAsync(ReplicaSet(name, 1, "1000"), Space, cancellationToken: cancellation);
            await foreach ((WatchEventType _, V1Pod pod) in client.CoreV1.WatchListNamespacedPodAsync(Space, labelSelector: $"app={name}", cancellationToken: cancellation))
            {
                if (pod.Status?.Conditions?.Any(c => c is { Type: "PodScheduled", Status: "False" }) == true)
                    break;
            }

            long refused = Stopwatch.GetTimestamp();
            while (Unschedulable(await http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellation)) <= marker)
            {
                if (Stopwatch.GetElapsedTime(refused) > TimeSpan.FromMinutes(1))
                    throw new InvalidOperationException("kube run has not seen a pod that was refused a minute ago");
                await Task.Delay(2, cancellation);
            }

            lags.Add(Stopwatch.GetElapsedTime(refused).TotalMilliseconds);
        }

        return [.. lags.Order()];
    }

    private static int Unschedulable(string metrics) =>
        metrics.Split('\n').FirstOrDefault(l => l.StartsWith("restow_pending_pods{", StringComparison.Ordinal) && l.Contains("\"Unschedulable\"", StringComparison.Ordinal)) is { } line
            ? (int)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)
            : 0;

    private static async Task<string> CpuAsync(Process process, int seconds, CancellationToken cancellation)
    {
        (TimeSpan before, long began) = (ChildProcess.ProcessorTime(process.Id), Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation);
        return $"{(ChildProcess.ProcessorTime(process.Id) - before).TotalSeconds / Stopwatch.GetElapsedTime(began).TotalSeconds * 100:F1} % of a core";
    }

    private static async Task WaitAsync(Func<bool> condition, Process process, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > Startup)
                throw new InvalidOperationException("a process does not start");
            await Task.Delay(100, cancellation);
        }
    }

    private static V1ReplicaSet ReplicaSet(string name, int replicas, string cpu)
    {
        var labels = new Dictionary<string, string> { ["app"] = name };
        var container = new V1Container { Name = "main", Image = "none", Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } };
        return new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Space },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = new V1PodSpec { Containers = [container] } },
            },
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Say(string what, string value) => Console.WriteLine($"\r| {what} | {value} |");
}
