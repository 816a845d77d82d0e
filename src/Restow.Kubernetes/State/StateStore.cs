using System.Text.Json;
using Restow.Core;
using Restow.Kubernetes.Api;

namespace Restow.Kubernetes.State;

/// <summary>The plan in hand, in a ConfigMap: written before each irreversible action, read after a restart.</summary>
/// <remarks>
/// Writes carry the resource version that was last seen. A conflict means that another controller writes, and the plan stops here, unless what stands there is this one's own
/// write that an outage left unanswered. Outages are waited out.
/// </remarks>
internal sealed class StateStore(IClusterApi api, string space, string name, ApiAvailability availability, TimeProvider time)
{
    private const string Entry = "plan.json";

    // etcd takes about 1 MiB an object.
    private const int Largest = 900_000;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private string? version;

    /// <summary>The resource version that was last seen.</summary>
    public string? Version => version;

    private string Subject => $"config map {space}/{name}";

    /// <summary>The plan that was written last; <c>null</c> in the result's place when there is none.</summary>
    public async Task<(PlanRecord? Plan, Fault? Fault)> LoadAsync(CancellationToken cancellation)
    {
        ApiAnswer answer = await api.SendAsync(ApiCall.Get(ApiResource.ConfigMaps.Of(space, name)), cancellation);
        if (answer.IsNotFound)
        {
            version = null;
            return (null, null);
        }

        if (!answer.Read(WireJson.Default.ConfigMapBody, api.Address, Subject).TryGet(out ConfigMapBody? map, out Fault? fault))
            return (null, fault);
        version = map.Metadata.ResourceVersion;
        if (map.Data is null || !map.Data.TryGetValue(Entry, out string? text))
            return (null, null);
        try
        {
            return (JsonSerializer.Deserialize(text, ControlJson.Default.PlanRecord), null);
        }
        catch (JsonException e)
        {
            return (null, new Fault(api.Address, Subject, $"its {Entry} cannot be read: {e.Message}", "look at the plan in it, finish it by hand, and delete the config map"));
        }
    }

    /// <summary>Writes the plan.</summary>
    /// <returns>Why it could not be; <c>null</c> once it stands in the cluster.</returns>
    public async Task<Fault?> SaveAsync(PlanRecord plan, CancellationToken cancellation)
    {
        string text = JsonSerializer.Serialize(plan, ControlJson.Default.PlanRecord);
        if (text.Length > Largest)
            return new Fault(api.Address, Subject, $"the plan of {plan.Steps.Count} steps is too large to be recorded", "limit the moves of a plan with --max-moves");
        var body = new ConfigMapBody(new WireMeta(name, space) { ResourceVersion = version }, new Dictionary<string, string> { [Entry] = text });
        ApiCall call = version is null
            ? ApiCall.Post(ApiResource.ConfigMaps.In(space), body, WireJson.Default.ConfigMapBody)
            : ApiCall.Put(ApiResource.ConfigMaps.Of(space, name), body, WireJson.Default.ConfigMapBody);
        ApiAnswer answer = await api.SendAsync(call, cancellation);
        bool wasUnanswered = false;
        while (availability.IsPassing(answer))
        {
            wasUnanswered = true;
            await Task.Delay(Wait, time, cancellation);
            answer = await api.SendAsync(call, cancellation);
        }

        if (answer.IsConflict && wasUnanswered && await IsThereAsync(text, cancellation))
            return null;
        if (answer.IsConflict)
            return new Fault(api.Address, Subject, "another controller has written it", "let one controller lead: check that all use the same namespace");
        if (!answer.Read(WireJson.Default.ConfigMapBody, api.Address, Subject).TryGet(out ConfigMapBody? written, out Fault? fault))
            return fault;
        version = written.Metadata.ResourceVersion;
        return null;
    }

    /// <summary>Whether this very text stands in the cluster; its version is then the last that was seen.</summary>
    private async Task<bool> IsThereAsync(string text, CancellationToken cancellation)
    {
        ApiAnswer answer = await api.SendAsync(ApiCall.Get(ApiResource.ConfigMaps.Of(space, name)), cancellation);
        if (!answer.Read(WireJson.Default.ConfigMapBody, api.Address, Subject).TryGet(out ConfigMapBody? map, out _) || map.Data?.GetValueOrDefault(Entry) != text)
            return false;
        version = map.Metadata.ResourceVersion;
        return true;
    }
}
