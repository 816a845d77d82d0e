using Restow.Core;

namespace Restow.Packing.Views;

/// <summary>The words of the JSON document; they stay.</summary>
internal static class PackingWords
{
    public static string Of(PackingMoveKind kind) => kind switch
    {
        PackingMoveKind.Move => "move",
        PackingMoveKind.Evict => "evict",
        _ => "place",
    };

    public static string Of(CertificateKind kind) => kind switch
    {
        CertificateKind.Optimal => "optimal",
        CertificateKind.WithinGap => "withinGap",
        _ => "none",
    };
}
