using System.Text;
using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>
/// Pods grouped by namespace and labels, which is all that a selector reads: selectors are evaluated on one pod of each
/// group, and only on groups that carry one of the label values that the selector asks for.
/// </summary>
internal sealed class PodGroups
{
    private readonly List<Pod> examples = [];
    private readonly Dictionary<(string Key, string Value), List<int>> byLabel = [];
    private readonly int[] all;

    public PodGroups(Cluster cluster)
    {
        Of = new int[cluster.Pods.Count];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var key = new StringBuilder();
        for (int pod = 0; pod < Of.Length; pod++)
        {
            Pod example = cluster.Pods[pod];
            string text = key.Text(example.Namespace).Map(example.Labels).Take();
            if (!known.TryGetValue(text, out Of[pod]))
            {
                known[text] = Of[pod] = examples.Count;
                Index(example, examples.Count);
                examples.Add(example);
            }
        }

        all = [.. Enumerable.Range(0, examples.Count)];
    }

    /// <summary>The group of each pod.</summary>
    public int[] Of { get; }

    public int Count => examples.Count;

    /// <summary>A pod that stands for its group: its namespace and labels count, nothing else.</summary>
    public Pod Example(int group) => examples[group];

    /// <summary>Groups that the selector might match; those left out it does not.</summary>
    public IEnumerable<int> Candidates(LabelSelector? selector)
    {
        if (selector is null)
            return [];
        SelectorRequirement? narrow = selector.Requirements.FirstOrDefault(r => r.Operator == SelectorOperator.In);
        if (narrow is null)
            return all;
        return narrow.Values.Distinct().SelectMany(value => byLabel.TryGetValue((narrow.Key, value), out List<int>? groups) ? groups : []);
    }

    private void Index(Pod pod, int group)
    {
        foreach ((string key, string value) in pod.Labels)
        {
            if (!byLabel.TryGetValue((key, value), out List<int>? groups))
                byLabel[(key, value)] = groups = [];
            groups.Add(group);
        }
    }
}
