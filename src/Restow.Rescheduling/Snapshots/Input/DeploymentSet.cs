using System.Text.Json;
using Restow.Core;
using Restow.Rescheduling.Model;

namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>
/// A group of <c>other_requirement.deployment_set</c>. The published data sets leave it empty; here a list of instance ids is a hard conflict group, and an object
/// <c>{name, policy: anti-affinity|affinity, hard, instances}</c> says what it wants.
/// </summary>
internal static class DeploymentSet
{
    public static Result<RawRule> Read(JsonElement group, int number, string source)
    {
        string name = $"deployment_set {number}";
        var wrong = new Fault(source, name, "it is neither a list of instance ids nor an object with policy and instances", "write [\"vm-1\", \"vm-2\"], or see docs/vm.md");
        try
        {
            switch (group.ValueKind)
            {
                case JsonValueKind.Array:
                    return new RawRule(name, RuleKind.AntiAffinity, true, Names(group.Deserialize(FleetDocumentContext.Default.ListString)));
                case JsonValueKind.Object when group.Deserialize(FleetDocumentContext.Default.RuleObject) is { Instances: not null } rule:
                    RuleKind? kind = rule.Policy switch
                    {
                        null or "anti-affinity" => RuleKind.AntiAffinity,
                        "affinity" => RuleKind.Affinity,
                        _ => null,
                    };
                    return kind is { } known
                        ? new RawRule(rule.Name ?? name, known, rule.Hard ?? true, Names(rule.Instances))
                        : new Fault(source, rule.Name ?? name, $"its policy \"{rule.Policy}\" is not known", "write anti-affinity or affinity");
                default:
                    return wrong;
            }
        }
        catch (JsonException)
        {
            return wrong;
        }
    }

    private static string[] Names(List<string?>? names) => [.. (names ?? []).Select(n => n ?? "")];
}
