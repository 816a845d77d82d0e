namespace Restow.Core;

/// <summary>How much is known about a plan's distance from the best one.</summary>
public enum CertificateKind
{
    /// <summary>Nothing is known.</summary>
    None,

    /// <summary>No plan is better than the bound that is given.</summary>
    WithinGap,

    /// <summary>No better plan exists.</summary>
    Optimal,
}

/// <summary>What is proven about a plan, and by which argument.</summary>
/// <param name="Kind">How much is known.</param>
/// <param name="Bound">The proven bound of the planner's main measure, in that measure's unit; <c>null</c> when there is none.</param>
/// <param name="Proof">The argument in a few words, for a reader who wants to check it.</param>
public sealed record Certificate(CertificateKind Kind, double? Bound, string Proof)
{
    /// <summary>A certificate that claims nothing.</summary>
    public static Certificate None { get; } = new(CertificateKind.None, null, "no bound was computed");

    /// <summary>A plan that nothing beats.</summary>
    public static Certificate Optimal(double bound, string proof) => new(CertificateKind.Optimal, bound, proof);

    /// <summary>A plan whose measure is at most the gap away from <paramref name="bound"/>.</summary>
    public static Certificate WithinGap(double bound, string proof) => new(CertificateKind.WithinGap, bound, proof);
}
