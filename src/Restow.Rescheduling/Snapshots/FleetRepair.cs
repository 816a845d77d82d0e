using Restow.Core;

namespace Restow.Rescheduling.Snapshots;

/// <summary>
/// What becomes of an inconsistency in a snapshot: it is a fault that ends reading, or, where repairs are allowed, the safe reading of it and a warning. Safe
/// is what can only make the plan more careful: what is in doubt takes its room and does not move.
/// </summary>
internal sealed class FleetRepair(string source, bool isAllowed)
{
    private const int MostWarnings = 20;

    private readonly List<string> warnings = [];
    private int unsaid;

    public Fault? Fault { get; private set; }

    public bool Failed => Fault is not null;

    /// <summary>A sentence for each repair; of many the first, and how many more there are.</summary>
    public IReadOnlyList<string> Warnings => unsaid == 0 ? warnings : [.. warnings, $"{source}: and {unsaid:N0} more repairs"];

    /// <summary>An inconsistency with a safe reading.</summary>
    /// <param name="reading">What the repair is, as a clause: <c>it is left out</c>.</param>
    /// <returns>Whether to go on with that reading.</returns>
    public bool Mend(string subject, string problem, string remedy, string reading)
    {
        if (!isAllowed)
        {
            Report(subject, problem, $"{remedy}, or allow repairs (--repair): {reading}");
            return false;
        }

        if (warnings.Count < MostWarnings)
            warnings.Add($"{source}: {subject}: {problem}; repaired: {reading}");
        else
            unsaid++;
        return true;
    }

    /// <summary>A fault that no repair mends. The first one counts.</summary>
    public void Report(string subject, string problem, string remedy) => Fault ??= new Fault(source, subject, problem, remedy);
}
