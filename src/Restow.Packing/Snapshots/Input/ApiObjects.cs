using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Restow.Packing.Snapshots.Api;

namespace Restow.Packing.Snapshots.Input;

/// <summary>The API objects of a snapshot, parsed and sorted by kind; kinds that do not bear on placement are counted.</summary>
internal sealed class ApiObjects(Findings findings)
{
    private readonly SortedDictionary<string, int> skipped = new(StringComparer.Ordinal);
    private readonly List<byte[]> unnamed = [];
    private int items;

    public List<NodeObject> Nodes { get; } = [];

    public List<PodObject> Pods { get; } = [];

    public List<BudgetObject> Budgets { get; } = [];

    public List<PriorityClassObject> PriorityClasses { get; } = [];

    public List<ControllerObject> Controllers { get; } = [];

    public List<NamespaceObject> Namespaces { get; } = [];

    public List<PersistentVolumeObject> Volumes { get; } = [];

    public List<ClaimObject> Claims { get; } = [];

    public List<StorageClassObject> StorageClasses { get; } = [];

    public List<CsiNodeObject> CsiNodes { get; } = [];

    public IReadOnlyDictionary<string, int> Skipped => skipped;

    public bool Failed => findings.Failed;

    /// <summary>Parses an object of a known kind.</summary>
    public void Add(string kind, string apiVersion, ReadOnlySpan<byte> json)
    {
        items++;
        switch (kind, Group(apiVersion))
        {
            case ("Node", ""):
                Parse(kind, json, Nodes, ApiJson.Default.NodeObject);
                break;
            case ("Pod", ""):
                Parse(kind, json, Pods, ApiJson.Default.PodObject);
                break;
            case ("Namespace", ""):
                Parse(kind, json, Namespaces, ApiJson.Default.NamespaceObject);
                break;
            case ("PersistentVolume", ""):
                Parse(kind, json, Volumes, ApiJson.Default.PersistentVolumeObject);
                break;
            case ("PersistentVolumeClaim", ""):
                Parse(kind, json, Claims, ApiJson.Default.ClaimObject);
                break;
            case ("PodDisruptionBudget", "policy" or ""):
                Parse(kind, json, Budgets, ApiJson.Default.BudgetObject);
                break;
            case ("PriorityClass", "scheduling.k8s.io" or ""):
                Parse(kind, json, PriorityClasses, ApiJson.Default.PriorityClassObject);
                break;
            case ("StorageClass", "storage.k8s.io" or ""):
                Parse(kind, json, StorageClasses, ApiJson.Default.StorageClassObject);
                break;
            case ("CSINode", "storage.k8s.io" or ""):
                Parse(kind, json, CsiNodes, ApiJson.Default.CsiNodeObject);
                break;
            case ("ReplicaSet" or "Deployment" or "StatefulSet" or "DaemonSet", "apps" or "extensions" or ""):
            case ("Job" or "CronJob", "batch" or ""):
            case ("ReplicationController", ""):
                Parse(kind, json, Controllers, ApiJson.Default.ControllerObject);
                if (!Failed)
                    Controllers[^1].Kind = kind;
                break;
            case ("Status", ""):
                ReportStatus(json);
                break;
            case ("", _):
                findings.Report($"item {items}", "it has no kind", "export with kubectl get ... -o json, which writes apiVersion and kind");
                break;
            default:
                skipped[kind] = skipped.GetValueOrDefault(kind) + 1;
                break;
        }
    }

    /// <summary>Parses an item of a typed list (PodList), which does not name its kind; it waits until the list has.</summary>
    public void AddOfList(string listKind, ReadOnlySpan<byte> json)
    {
        if (listKind.Length == 0)
            unnamed.Add(json.ToArray());
        else if (ItemKind(listKind).Length == 0)
            ReportUnnamed(listKind);
        else
            Add(ItemKind(listKind), "", json);
    }

    /// <summary>The end of a list, whose kind is known now.</summary>
    public void EndList(string listKind)
    {
        if (unnamed.Count > 0 && ItemKind(listKind).Length == 0)
            ReportUnnamed(listKind);
        foreach (byte[] json in unnamed)
            Add(ItemKind(listKind), "", json);
        unnamed.Clear();
    }

    private void ReportUnnamed(string listKind) => findings.Report(
        "", $"the items of this {(listKind.Length > 0 ? listKind : "list")} do not say what kind they are", "export with kubectl get ... -o json, which writes apiVersion and kind");

    private static string ItemKind(string listKind) =>
        listKind.EndsWith("List", StringComparison.Ordinal) ? listKind[..^"List".Length] : listKind;

    private static string Group(string apiVersion) => apiVersion.IndexOf('/') is var slash and >= 0 ? apiVersion[..slash] : "";

    private void Parse<T>(string kind, ReadOnlySpan<byte> json, List<T> list, JsonTypeInfo<T> type)
        where T : ApiObject
    {
        T? item = Deserialize(kind, json, type);
        if (item is null)
            return;
        if (item.Name.Length == 0)
            findings.Report($"{kind} number {list.Count + 1}", "it has no metadata.name", "export it again; every object of a cluster has a name");
        list.Add(item);
    }

    private T? Deserialize<T>(string kind, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException e) when (e.InnerException?.InnerException is DecoderFallbackException)
        {
            findings.Report("", "it is not UTF-8", "save it as UTF-8");
            return null;
        }
        catch (JsonException e)
        {
            string field = e.Path is { Length: > 2 } path ? path[2..] : "an object";
            findings.Report(Subject(kind, json), $"{field} is not what the API allows there", "correct the field, or export the object again");
            return null;
        }
    }

    /// <summary>The object by name as far as its metadata can be read, else by position.</summary>
    private string Subject(string kind, ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ApiJson.Default.ApiObject) is { Name.Length: > 0 } item)
                return item.Metadata?.Namespace is null ? Subjects.Of(kind, item.Name) : Subjects.Of(kind, item.Namespace, item.Name);
        }
        catch (JsonException)
        {
            // The metadata itself is what is wrong.
        }

        return $"item {items} ({Subjects.Of(kind, "?")})";
    }

    private void ReportStatus(ReadOnlySpan<byte> json)
    {
        string message = Deserialize("Status", json, ApiJson.Default.StatusObject)?.Message ?? "no message";
        findings.Report("", $"it holds an error of the API server, not objects: {message}", "export it again");
    }
}
