using Restow.Packing.Model;
using Restow.Packing.Snapshots.Api;

namespace Restow.Packing.Snapshots.Conversion;

/// <summary>Converts label and node selectors.</summary>
/// <remarks>What this version does not know, a new operator, goes to <c>unknown</c> in words, and the rest is converted.</remarks>
internal static class Selectors
{
    public static LabelSelector? Convert(LabelSelectorObject? selector, ICollection<string> unknown)
    {
        if (selector is null)
            return null;
        var requirements = new List<SelectorRequirement>();
        foreach ((string key, string value) in selector.MatchLabels.Present())
            requirements.Add(new SelectorRequirement(key, SelectorOperator.In, [value]));
        requirements.AddRange(Convert(selector.MatchExpressions, unknown, numeric: false));
        return new LabelSelector(requirements);
    }

    /// <summary>Adds <paramref name="keys"/> of the pod's own labels to a selector, as <c>matchLabelKeys</c> (In) and <c>mismatchLabelKeys</c> (NotIn) do.</summary>
    public static LabelSelector? Merge(LabelSelector? selector, List<string?>? keys, SelectorOperator op, IReadOnlyDictionary<string, string> labels)
    {
        // Without a selector there is nothing to narrow: it matches no pods.
        if (selector is null || keys is null)
            return selector;
        var requirements = new List<SelectorRequirement>(selector.Requirements);
        foreach (string key in keys.Present())
        {
            // The API server merges the keys of affinity terms itself; once is enough.
            if (labels.TryGetValue(key, out string? value) && !requirements.Exists(r => r.Key == key && r.Operator == op && r.Values is [var only] && only == value))
                requirements.Add(new SelectorRequirement(key, op, [value]));
        }

        return new LabelSelector(requirements);
    }

    public static NodeSelectorTerm Convert(NodeSelectorTermObject term, ICollection<string> unknown) =>
        new(Convert(term.MatchExpressions, unknown, numeric: true), Convert(term.MatchFields, unknown, numeric: true));

    /// <summary>The terms of a required node selector; <c>null</c> when there is none.</summary>
    public static IReadOnlyList<NodeSelectorTerm>? Convert(NodeSelectorObject? selector, ICollection<string> unknown) =>
        selector is null ? null : [.. selector.NodeSelectorTerms.Present().Select(term => Convert(term, unknown))];

    private static List<SelectorRequirement> Convert(List<RequirementObject?>? list, ICollection<string> unknown, bool numeric)
    {
        var requirements = new List<SelectorRequirement>();
        foreach (RequirementObject item in list.Present())
        {
            SelectorOperator? op = item.Operator switch
            {
                "In" => SelectorOperator.In,
                "NotIn" => SelectorOperator.NotIn,
                "Exists" => SelectorOperator.Exists,
                "DoesNotExist" => SelectorOperator.DoesNotExist,
                "Gt" when numeric => SelectorOperator.Gt,
                "Lt" when numeric => SelectorOperator.Lt,
                _ => null,
            };
            if (op is { } known)
                requirements.Add(new SelectorRequirement(item.Key ?? "", known, [.. item.Values.Present()]));
            else
                unknown.Add($"selector operator \"{item.Operator}\" on {item.Key} is not known");
        }

        return requirements;
    }
}
