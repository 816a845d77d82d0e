namespace Restow.Rescheduling.Model;

/// <summary>What a rule wants of its machines.</summary>
public enum RuleKind
{
    /// <summary>No two of them on one host (a conflict group).</summary>
    AntiAffinity,

    /// <summary>All of them on one host.</summary>
    Affinity,
}

/// <summary>A wish about several machines.</summary>
/// <remarks>
/// A hard rule is never broken by a migration; where the snapshot breaks it already, the machines may stay. Machines that a hard affinity
/// holds together stay; a member that is apart may only go to a host of another member. A soft rule yields to the objective and to nothing else.
/// </remarks>
/// <param name="Name">For messages.</param>
/// <param name="Kind">What it wants.</param>
/// <param name="IsHard">Whether it must hold.</param>
/// <param name="Vms">Indices of its machines.</param>
public sealed record PlacementRule(string Name, RuleKind Kind, bool IsHard, IReadOnlyList<int> Vms);
