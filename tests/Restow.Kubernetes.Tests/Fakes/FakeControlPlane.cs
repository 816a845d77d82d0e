using System.Text.Json.Nodes;
using Restow.Kubernetes.Api;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Reservations;

namespace Restow.Kubernetes.Tests.Fakes;

/// <summary>Controllers that recreate pods and a scheduler that asks the ledger, on one resource: CPU.</summary>
internal sealed class FakeControlPlane
{
    private readonly FakeCluster cluster;
    private readonly Lock gate = new();
    private int next;

    public FakeControlPlane(FakeCluster cluster)
    {
        this.cluster = cluster;
        cluster.Changed += React;
    }

    /// <summary>The extender's side; without it the scheduler places pods as it likes.</summary>
    public ReservationLedger? Ledger { get; set; }

    public ExtenderHeartbeat? Heartbeat { get; set; }

    /// <summary>Whether the scheduler works at all.</summary>
    public bool Schedules { get; set; } = true;

    /// <summary>Whether the scheduler asks the extender and then does the opposite.</summary>
    public bool Defies { get; set; }

    /// <summary>Whether pods that are bound become ready.</summary>
    public bool MakesReady { get; set; } = true;

    public void AddNode(string name, int cpu) => cluster.Put($"/api/v1/nodes/{name}", (JsonObject)JsonNode.Parse(
        """{"metadata":{"name":"@name"},"status":{"allocatable":{"cpu":"@cpum","memory":"8Gi","pods":"110"}}}"""
            .Replace("@name", name).Replace("@cpu", $"{cpu}"))!);

    /// <summary>A pod of a ReplicaSet; bound and ready when a node is given.</summary>
    public string AddPod(string owner, int cpu, string? node = null, int priority = 0, string space = "default")
    {
        string name = $"{owner}-{Interlocked.Increment(ref next)}";
        string created = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ");
        var pod = (JsonObject)JsonNode.Parse("""
            {"metadata":{"name":"@name","namespace":"@space","uid":"uid-@name","creationTimestamp":"@created","labels":{"app":"@owner","pod-template-hash":"1"},
             "ownerReferences":[{"kind":"ReplicaSet","name":"@owner","uid":"rs-@owner","controller":true}]},
             "spec":{"schedulerName":"default-scheduler","priority":@priority,"containers":[{"name":"c","resources":{"requests":{"cpu":"@cpum"}}}]},
             "status":{"phase":"Pending","conditions":[]}}
            """.Replace("@name", name).Replace("@space", space).Replace("@created", created).Replace("@owner", owner).Replace("@priority", $"{priority}").Replace("@cpu", $"{cpu}"))!;
        if (node is not null)
            Bind(pod, node);
        cluster.Put($"/api/v1/namespaces/{space}/pods/{name}", pod);
        return name;
    }

    public string? NodeOf(string name, string space = "default") => (string?)cluster.Find($"/api/v1/namespaces/{space}/pods/{name}")?["spec"]!["nodeName"];

    public void ScheduleAll()
    {
        foreach (JsonObject pod in cluster.All(ApiResource.Pods).Where(p => p["spec"] is { } spec && spec["nodeName"] is null))
            Schedule(pod);
    }

    private static string Path(JsonObject pod) => $"/api/v1/namespaces/{pod["metadata"]!["namespace"]}/pods/{pod["metadata"]!["name"]}";

    private static int Cpu(JsonObject pod) => (string?)pod["spec"]!["containers"]![0]!["resources"]?["requests"]?["cpu"] is { } cpu ? int.Parse(cpu[..^1]) : 0;

    private void React(string type, JsonObject item)
    {
        if (item["spec"]?["containers"] is null)
            return;
        if (type == "DELETED")
        {
            if (item["metadata"]!["ownerReferences"]?[0] is { } owner)
                AddPod((string)owner["name"]!, Cpu(item), null, (int)(item["spec"]!["priority"] ?? 0), (string)item["metadata"]!["namespace"]!);
            ScheduleAll();
        }
        else if (item["spec"]!["nodeName"] is null)
        {
            Schedule(item);
        }
    }

    private void Schedule(JsonObject pod)
    {
        lock (gate)
        {
            if (!Schedules || cluster.Find(Path(pod)) is not { } now || now["spec"]!["nodeName"] is not null)
                return;
            now["status"] ??= new JsonObject();
            now["status"]!["conditions"] ??= new JsonArray();
            string[] fit = [.. cluster.All(ApiResource.Nodes).Select(n => (string)n["metadata"]!["name"]!).Where(n => Free(n) >= Cpu(now))];
            if (fit.Length > 0 && Ledger is not null)
            {
                Heartbeat?.Beat();
                fit = Defies ? [.. fit.OrderBy(Filter(now, fit).Contains)] : Filter(now, fit);
            }

            if (fit.Length > 0)
                Bind(now, fit[0]);
            else if (now["status"]!["conditions"]!.AsArray().Count > 0)
                return;
            else
                now["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = "Unschedulable" });
            cluster.Put(Path(now), now);
        }
    }

    private string[] Filter(JsonObject pod, string[] nodes)
    {
        if (pod["metadata"]!["ownerReferences"]?[0] is not { } owner)
            return [];
        var key = new ReplicaKey((string)owner["uid"]!, "1");
        string[] promised = [.. Ledger!.For(key).Select(r => r.Node)];
        return promised.Length > 0
            ? [.. nodes.Intersect(promised)]
            : [.. nodes.Where(n => Free(n) - Ledger.ReservedOn(n, key).Of("cpu") >= Cpu(pod))];
    }

    private long Free(string node) =>
        int.Parse(((string)cluster.Find($"/api/v1/nodes/{node}")!["status"]!["allocatable"]!["cpu"]!)[..^1])
        - cluster.All(ApiResource.Pods).Where(p => (string?)p["spec"]?["nodeName"] == node).Sum(Cpu);

    private void Bind(JsonObject pod, string node)
    {
        pod["spec"]!["nodeName"] = node;
        pod["status"]!["phase"] = "Running";
        pod["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = MakesReady ? "True" : "False" });
    }
}
