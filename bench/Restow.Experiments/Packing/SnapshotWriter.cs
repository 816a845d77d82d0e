using System.Text.Json;
using Restow.Packing.Model;

namespace Restow.Experiments.Packing;

/// <summary>Writes a generated cluster as kubectl would print it, so that an experiment takes the path of a real snapshot.</summary>
internal static class SnapshotWriter
{
    // What a pod of a real snapshot carries besides what the packer needs: managed fields, status, volumes.
    private static readonly string Ballast = new('x', 5000);

    public static void Write(Cluster cluster, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", "List");
        json.WriteStartArray("items");
        foreach (Node node in cluster.Nodes)
            WriteNode(json, node);
        foreach (string set in cluster.Pods.Select(p => p.Workload!.Name).Distinct())
            WriteReplicaSet(json, set);
        foreach (Pod pod in cluster.Pods)
        {
            WritePod(json, pod);
            if (json.BytesPending > 1 << 20)
                json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, Node node)
    {
        Start(json, "v1", "Node");
        json.WriteStartObject("metadata");
        json.WriteString("name", node.Name);
        json.WriteEndObject();
        json.WriteStartObject("status");
        WriteAmounts(json, "allocatable", node.Allocatable);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteReplicaSet(Utf8JsonWriter json, string name)
    {
        Start(json, "apps/v1", "ReplicaSet");
        json.WriteStartObject("metadata");
        json.WriteString("name", name);
        json.WriteString("namespace", "default");
        json.WriteString("uid", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePod(Utf8JsonWriter json, Pod pod)
    {
        Start(json, "v1", "Pod");
        json.WriteStartObject("metadata");
        json.WriteString("name", pod.Name);
        json.WriteString("namespace", pod.Namespace);
        json.WriteString("uid", pod.Uid);
        json.WriteStartObject("annotations");
        json.WriteString("example.com/ballast", Ballast);
        json.WriteEndObject();
        json.WriteStartObject("labels");
        json.WriteString("pod-template-hash", pod.Workload!.TemplateHash);
        json.WriteEndObject();
        json.WriteStartArray("ownerReferences");
        Start(json, "apps/v1", "ReplicaSet");
        json.WriteString("name", pod.Workload.Name);
        json.WriteString("uid", pod.Workload.Name);
        json.WriteBoolean("controller", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("spec");
        json.WriteString("schedulerName", pod.SchedulerName);
        json.WriteNumber("priority", pod.Priority);
        if (pod.NodeName is not null)
            json.WriteString("nodeName", pod.NodeName);
        json.WriteStartArray("containers");
        json.WriteStartObject();
        json.WriteString("name", "main");
        json.WriteStartObject("resources");
        WriteAmounts(json, "requests", pod.Requests);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("status");
        json.WriteString("phase", pod.NodeName is null ? "Pending" : "Running");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter json, string version, string kind)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion", version);
        json.WriteString("kind", kind);
    }

    private static void WriteAmounts(Utf8JsonWriter json, string name, Resources amounts)
    {
        json.WriteStartObject(name);
        foreach ((string resource, long amount) in amounts)
        {
            if (resource != Resources.Pods || name == "allocatable")
                json.WriteString(resource, resource == Resources.Cpu ? $"{amount}m" : $"{amount}");
        }

        json.WriteEndObject();
    }
}
