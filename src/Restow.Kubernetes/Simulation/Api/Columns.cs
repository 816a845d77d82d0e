using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Restow.Kubernetes.Simulation.Store;

namespace Restow.Kubernetes.Simulation.Api;

/// <summary>One column of what kubectl get prints.</summary>
/// <param name="Wide">Whether it shows only with <c>-o wide</c>.</param>
internal sealed record Column(string Name, Func<JsonElement, JsonNode?> Cell, bool Wide = false, string Type = "string");

/// <summary>The columns of each kind.</summary>
internal static class Columns
{
    private static readonly Column Name = new("Name", o => o.Text("metadata", "name"));

    public static IReadOnlyList<Column> Of(ResourceType type, DateTimeOffset now)
    {
        var age = new Column("Age", o => Age(o.Text("metadata", "creationTimestamp"), now));
        return type.Kind switch
        {
            "Pod" =>
            [
                Name, new("Ready", Ready), new("Status", PodStatus), new("Restarts", _ => 0, Type: "integer"), age, Text("IP", true, "status", "podIP"), Text("Node", true, "spec", "nodeName"),
                Text("Nominated Node", true, "status", "nominatedNodeName"), new("Readiness Gates", _ => "<none>", true),
            ],
            "Node" =>
            [
                Name, new("Status", NodeStatus), new("Roles", _ => "<none>"), age, Text("Version", false, "status", "nodeInfo", "kubeletVersion"),
                new("Internal-IP", o => o.Items("status", "addresses").FirstOrDefault() is { ValueKind: JsonValueKind.Object } a ? a.Text("address") : "<none>", true),
            ],
            "Namespace" => [Name, Text("Status", false, "status", "phase"), age],
            "Deployment" => [Name, new("Ready", o => $"{o.Number(0, "status", "readyReplicas")}/{o.Number(0, "spec", "replicas")}"), Number("Up-to-date", "status", "updatedReplicas"), Number("Available", "status", "availableReplicas"), age],
            "ReplicaSet" => [Name, Number("Desired", "spec", "replicas"), Number("Current", "status", "replicas"), Number("Ready", "status", "readyReplicas"), age],
            "PodDisruptionBudget" => [Name, Value("Min Available", "spec", "minAvailable"), Value("Max Unavailable", "spec", "maxUnavailable"), Number("Allowed Disruptions", "status", "disruptionsAllowed"), age],
            "PriorityClass" => [Name, Number("Value", "value"), new("Global-Default", o => o.Text("globalDefault") ?? "false"), age],
            "Event" =>
            [
                new("Last Seen", o => Age(o.Text("lastTimestamp") ?? o.Text("eventTime"), now)), Text("Type", false, "type"), Text("Reason", false, "reason"),
                new("Object", o => $"{o.Text("involvedObject", "kind")?.ToLowerInvariant()}/{o.Text("involvedObject", "name")}"), Text("Message", false, "message"),
            ],
            "Lease" => [Name, Text("Holder", false, "spec", "holderIdentity"), age],
            "ConfigMap" => [Name, new("Data", o => o.At("data") is { ValueKind: JsonValueKind.Object } d ? d.EnumerateObject().Count() : 0, Type: "integer"), age],
            _ => [Name, age],
        };
    }

    /// <summary>As kubectl writes durations: 95s, 3m10s, 45m, 5h12m, 30h, 4d3h, 12d.</summary>
    public static string Age(string? since, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset then))
            return "<unknown>";
        TimeSpan age = now > then ? now - then : TimeSpan.Zero;
        string Two(int whole, string unit, int rest, string small) => rest == 0 ? $"{whole}{unit}" : $"{whole}{unit}{rest}{small}";
        return age switch
        {
            { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds}s",
            { TotalMinutes: < 10 } => Two((int)age.TotalMinutes, "m", age.Seconds, "s"),
            { TotalHours: < 3 } => $"{(int)age.TotalMinutes}m",
            { TotalHours: < 8 } => Two((int)age.TotalHours, "h", age.Minutes, "m"),
            { TotalHours: < 48 } => $"{(int)age.TotalHours}h",
            { TotalDays: < 8 } => Two((int)age.TotalDays, "d", age.Hours, "h"),
            _ => $"{(int)age.TotalDays}d",
        };
    }

    private static Column Text(string name, bool wide, params string[] path) => new(name, o => o.Text(path) is { Length: > 0 } text ? text : "<none>", wide);

    private static Column Number(string name, params string[] path) => new(name, o => o.Number(0, path), Type: "integer");

    private static Column Value(string name, params string[] path) => new(name, o => o.Text(path) ?? "N/A");

    private static JsonNode? Ready(JsonElement pod) =>
        $"{pod.Items("status", "containerStatuses").Count(c => c.Text("ready") == "true")}/{pod.Items("spec", "containers").Count()}";

    private static JsonNode? PodStatus(JsonElement pod) =>
        pod.At("metadata", "deletionTimestamp") is not null ? "Terminating" : pod.Text("status", "reason") ?? (pod.Text("status", "phase") == "Pending" && pod.Text("spec", "nodeName") is not null ? "ContainerCreating" : pod.Text("status", "phase"));

    private static JsonNode? NodeStatus(JsonElement node) =>
        (node.Holds("Ready") ? "Ready" : "NotReady") + (node.Text("spec", "unschedulable") == "true" ? ",SchedulingDisabled" : "");
}
