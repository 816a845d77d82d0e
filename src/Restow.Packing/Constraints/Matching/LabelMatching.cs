using Restow.Packing.Model;

namespace Restow.Packing.Constraints.Matching;

/// <summary>Label selectors, as <c>k8s.io/apimachinery/pkg/labels</c> evaluates them.</summary>
internal static class LabelMatching
{
    /// <summary>Whether the selector matches; <c>null</c> matches nothing, one without requirements everything.</summary>
    public static bool Matches(LabelSelector? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is null)
            return false;
        IReadOnlyList<SelectorRequirement> requirements = selector.Requirements;
        for (int i = 0; i < requirements.Count; i++)
        {
            if (!Matches(requirements[i], labels))
                return false;
        }

        return true;
    }

    /// <summary>One requirement on labels. A label that is missing satisfies NotIn and DoesNotExist.</summary>
    public static bool Matches(SelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        bool present = labels.TryGetValue(requirement.Key, out string? value);
        return requirement.Operator switch
        {
            SelectorOperator.In => present && Contains(requirement.Values, value!),
            SelectorOperator.NotIn => !present || !Contains(requirement.Values, value!),
            SelectorOperator.Exists => present,
            SelectorOperator.DoesNotExist => !present,
            SelectorOperator.Gt => present && Compare(value!, requirement.Values) > 0,
            SelectorOperator.Lt => present && Compare(value!, requirement.Values) < 0,
            _ => false,
        };
    }

    private static bool Contains(IReadOnlyList<string> values, string value)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], value, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    // Zero, which is neither greater nor less, where either side is no integer: such a requirement never matches.
    private static int Compare(string value, IReadOnlyList<string> bounds) =>
        bounds.Count == 1 && long.TryParse(value, out long left) && long.TryParse(bounds[0], out long right) ? left.CompareTo(right) : 0;
}
