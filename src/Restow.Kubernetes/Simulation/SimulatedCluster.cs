using System.Net;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Restow.Kubernetes.Kubelets;
using Restow.Kubernetes.Simulation.Api;
using Restow.Kubernetes.Simulation.Controllers;
using Restow.Kubernetes.Simulation.Scheduling;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation;

/// <summary>
/// A Kubernetes cluster in this process: an API server over HTTP that kubectl works with, the controllers of Deployments, ReplicaSets and disruption budgets, the default scheduler, and kubelets.
/// </summary>
/// <remarks>For trying things out: nothing is kept, nobody is asked who they are, no container runs. Clients reach it at <see cref="Address"/> and nowhere else: it listens on loopback.</remarks>
public sealed class SimulatedCluster : IAsyncDisposable
{
    private static readonly string[] FirstNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    private readonly CancellationTokenSource stopping = new();
    private readonly WebApplication server;
    private readonly ExtenderClient? extender;
    private readonly List<Task> loops = [];

    private SimulatedCluster(WebApplication server, Uri address, ExtenderClient? extender)
    {
        this.server = server;
        this.extender = extender;
        Address = address;
        Client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = address.ToString() });
    }

    /// <summary>Where the API is.</summary>
    public Uri Address { get; }

    /// <summary>A client of it, as long as it runs.</summary>
    public IKubernetes Client { get; }

    /// <summary>A kubeconfig for it. Some clients insist on credentials: the token says nothing and is not looked at.</summary>
    public string Kubeconfig => $$"""
        apiVersion: v1
        kind: Config
        clusters:
        - {name: restow-sim, cluster: {server: "{{Address}}"} }
        contexts:
        - {name: restow-sim, context: {cluster: restow-sim, user: anyone} }
        users:
        - {name: anyone, user: {token: anyone} }
        current-context: restow-sim

        """;

    /// <summary>Starts it and waits for its nodes.</summary>
    /// <param name="log">What went wrong and was gone on from, a line each.</param>
    public static async Task<SimulatedCluster> Start(SimulationOptions options, TimeProvider time, TextWriter log, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = new ObjectStore(options.History);
        var writes = new ObjectWrites(store, time);
        var pods = new PodRequests(store, writes, time);
        foreach (string name in FirstNamespaces)
            writes.Create(ResourceTypes.Namespaces, "", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        foreach (JsonObject priority in ObjectDefaults.SystemPriorities())
            writes.Create(ResourceTypes.PriorityClasses, "", priority);

        var api = new ApiServer(store, writes, pods, time);
        (WebApplication server, Uri address) = await Listen(options.Port, api.Handle, cancellation);
        ExtenderClient? extender = options.Extender is { } url ? new ExtenderClient(url, log) : null;
        var cluster = new SimulatedCluster(server, address, extender);
        CancellationToken stop = cluster.stopping.Token;
        var events = new EventRecorder(store, writes);
        var control = new ControlLoop(store, time, new GarbageCollector(store, writes), new DeploymentController(store, writes), new ReplicaSetController(store, writes), new BudgetController(store, writes, time));
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.loops.Add(control.Run(stop));
        cluster.loops.Add(new SimulatedScheduler(store, writes, pods, events, extender, time, log).Run(stop));
        cluster.loops.Add(new KubeletFleet(cluster.Client, options.Kubelets, time, log).Run(ready.SetResult, stop));
        await Task.WhenAny(ready.Task, Task.WhenAll(cluster.loops)).WaitAsync(cancellation);
        return cluster;
    }

    /// <summary>Waits until a part of it fails, which is a defect, or it is disposed of.</summary>
    public async Task Run()
    {
        try
        {
            await await Task.WhenAny(loops);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Disposed of.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException)
        {
            // That is how they end.
        }

        await server.DisposeAsync();
        Client.Dispose();
        extender?.Dispose();
        stopping.Dispose();
    }

    private static async Task<(WebApplication Server, Uri Address)> Listen(int port, RequestDelegate handle, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 << 20;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication server = builder.Build();
        server.Run(handle);
        await server.StartAsync(cancellation);
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return (server, new Uri(address));
    }
}
