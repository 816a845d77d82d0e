using Restow.Core;

namespace Restow.Kubernetes.Api;

/// <summary>The versions that a server has of what changed its version.</summary>
/// <param name="Policy">Group and version of disruption budgets: <c>policy/v1</c>, or <c>policy/v1beta1</c> before 1.21.</param>
/// <param name="Eviction">Group and version of an Eviction's body, which followed a release later.</param>
internal sealed record ApiVersions(string Policy, string Eviction);

/// <summary>Asks a server what it has.</summary>
internal static class ApiDiscovery
{
    private static readonly string[] Known = ["policy/v1", "policy/v1beta1"];

    public static async Task<Result<ApiVersions>> DiscoverAsync(IClusterApi api, CancellationToken cancellation)
    {
        ApiAnswer answer = await api.SendAsync(ApiCall.Get("/apis/policy"), cancellation);
        if (!answer.Read(WireJson.Default.ApiGroup, api.Address, "API group policy").TryGet(out ApiGroup? group, out Fault? fault))
            return fault;
        answer = await api.SendAsync(ApiCall.Get("/api/v1"), cancellation);
        if (!answer.Read(WireJson.Default.ApiResourceList, api.Address, "API group core").TryGet(out ApiResourceList? core, out fault))
            return fault;
        string[] versions = [.. group.Versions.Select(v => v.GroupVersion)];
        string? policy = Known.FirstOrDefault(versions.Contains);
        if (policy is null)
            return new Fault(api.Address, "API group policy", $"it has neither v1 nor v1beta1 but {string.Join(", ", versions)}", "use a Kubernetes from 1.20 on");
        if (core.Resources.FirstOrDefault(r => r.Name == "pods/eviction") is not { } eviction)
            return new Fault(api.Address, "pods/eviction", "the server has no eviction API", "use a Kubernetes from 1.20 on");
        return new ApiVersions(policy, eviction is { Group.Length: > 0, Version.Length: > 0 } ? $"{eviction.Group}/{eviction.Version}" : policy);
    }
}
