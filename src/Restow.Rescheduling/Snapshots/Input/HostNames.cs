namespace Restow.Rescheduling.Snapshots.Input;

/// <summary>Hosts by the names that servers use for them: the whole name, or its first label where that is one host's alone.</summary>
internal sealed class HostNames
{
    private readonly Dictionary<string, string> byLabel = new(StringComparer.Ordinal);
    private readonly HashSet<string> names;

    public HostNames(IEnumerable<string> hosts)
    {
        names = new HashSet<string>(hosts, StringComparer.Ordinal);
        foreach (IGrouping<string, string> group in names.GroupBy(Label, StringComparer.Ordinal))
        {
            if (group.Count() == 1)
                byLabel.Add(group.Key, group.First());
        }
    }

    /// <summary>The host's name as the list of hosts has it; the name itself where there is none.</summary>
    public string Find(string name) => names.Contains(name) ? name : byLabel.GetValueOrDefault(Label(name), name);

    private static string Label(string name) => name.Split('.')[0];
}
