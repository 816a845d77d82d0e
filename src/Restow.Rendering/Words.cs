using System.Globalization;
using System.Text;
using Restow.Core;

namespace Restow.Rendering;

/// <summary>Figures, measures and certificates in words.</summary>
internal static class Words
{
    /// <summary><c>cpuAllocatedShare</c> as <c>cpu allocated share</c>.</summary>
    public static string Spaced(string camelCase)
    {
        var words = new StringBuilder();
        foreach (char c in camelCase)
        {
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }

        return Printable.Of(words.ToString());
    }

    public static string Number(double value) => double.IsInteger(value)
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) < 100 ? "0.###" : "N1", CultureInfo.InvariantCulture);

    /// <summary>A measure's value with its unit; a share as a percentage.</summary>
    public static string Value(Measure measure) => measure.Unit.Length == 0 && measure.Name.EndsWith("Share", StringComparison.Ordinal)
        ? measure.Value.ToString("0.0 %", CultureInfo.InvariantCulture)
        : Number(measure.Value);

    public static string Change(Measure before, Measure after)
    {
        double change = after.Value - before.Value;
        if (Math.Abs(change) < 5e-4)
            return "";
        bool isShare = before.Unit.Length == 0 && before.Name.EndsWith("Share", StringComparison.Ordinal);
        string text = isShare ? (change * 100).ToString("0.0", CultureInfo.InvariantCulture) + " points" : Number(change);
        return change > 0 ? "+" + text : text;
    }

    /// <summary>What is proven, in a sentence.</summary>
    public static string Sentence(Certificate certificate, Measure? main)
    {
        string proof = Printable.Of(certificate.Proof);
        string what = main is null ? "" : " " + Spaced(main.Name);
        return certificate.Kind switch
        {
            CertificateKind.Optimal => $"Proven optimal: {proof}.",
            CertificateKind.WithinGap when main is not null && certificate.Bound is { } bound && Math.Abs(bound - main.Value) > 0 =>
                $"Proven within {Number(Math.Abs(bound - main.Value))} of the best: no plan goes beyond {Number(bound)}{what} ({proof}).",
            CertificateKind.WithinGap => $"Proven bound {Number(certificate.Bound ?? double.NaN)}{what} ({proof}).",
            _ => $"Nothing is proven: {proof}.",
        };
    }

    /// <summary>What is proven, in two to six words, for a title.</summary>
    public static string Short(Certificate certificate, Measure? main) => certificate.Kind switch
    {
        CertificateKind.Optimal => "proven optimal",
        CertificateKind.WithinGap when main is not null && certificate.Bound is { } bound =>
            $"proven within {Number(Math.Abs(bound - main.Value))} of the best",
        CertificateKind.WithinGap => "bounded",
        _ => "not proven",
    };

    public static string Time(TimeSpan elapsed) => elapsed.TotalSeconds < 10
        ? elapsed.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture)
        : elapsed.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
