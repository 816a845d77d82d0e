using System.Text.Json.Serialization;

namespace Restow.Kubernetes.Operations;

/// <summary>A plan as <c>/plans</c> shows it: made, carried out or given up.</summary>
/// <param name="Id">The plan's name, which its reservations carry.</param>
/// <param name="Made">When it was made.</param>
/// <param name="State">A word: <c>observed</c> (not to be applied), <c>running</c>, <c>done</c>, <c>aborted</c>.</param>
/// <param name="Reason">Why it is in that state; empty when the word says it all.</param>
/// <param name="Certificate">What is proven: <c>optimal</c>, <c>withinGap</c> or <c>none</c>.</param>
/// <param name="SolveSeconds">Time from the snapshot to the plan.</param>
/// <param name="PlacedBefore">Pods with a node before it.</param>
/// <param name="PlacedAfter">Pods with a node after it.</param>
/// <param name="Steps">What it does, in order.</param>
public sealed record PlanRecord(
    string Id,
    DateTimeOffset Made,
    string State,
    string Reason,
    string Certificate,
    double SolveSeconds,
    int PlacedBefore,
    int PlacedAfter,
    IReadOnlyList<StepRecord> Steps);

/// <summary>One step of a plan.</summary>
/// <param name="Wave">Steps of one wave may go on at once.</param>
/// <param name="Kind"><c>move</c>, <c>evict</c> or <c>place</c>.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="From">Where it runs; <c>null</c> for a pending pod.</param>
/// <param name="To">Where it or its replacement lands; <c>null</c> for a pod that is left pending.</param>
public sealed record StepRecord(int Wave, string Kind, string Namespace, string Pod, string? From, string? To);

/// <summary>The plans that were made lately.</summary>
public interface IPlanLog
{
    /// <summary>The latest first; a bounded number.</summary>
    IReadOnlyList<PlanRecord> Recent();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<PlanRecord>))]
internal sealed partial class PlanRecordJson : JsonSerializerContext;
