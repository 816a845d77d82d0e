namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>What an importer leaves out, by kind, for a sentence each.</summary>
internal sealed class SkippedCounts(string source)
{
    private readonly Dictionary<(string One, string Many), int> counts = [];

    public IEnumerable<string> Notes => counts.Select(c => $"{source}: left out: {c.Value:N0} {(c.Value == 1 ? c.Key.One : c.Key.Many)}");

    public void Count(string one, string many) => counts[(one, many)] = counts.GetValueOrDefault((one, many)) + 1;
}
