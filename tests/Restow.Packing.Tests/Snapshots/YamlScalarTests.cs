using Restow.Core;
using Restow.Packing.Model;

namespace Restow.Packing.Tests.Snapshots;

public class YamlScalarTests
{
    [Theory]
    [InlineData("\"1\"", "1")]
    [InlineData("'true'", "true")]
    [InlineData("yes", "yes")]
    [InlineData("on", "on")]
    [InlineData("!!str 12", "12")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("null", "")]
    [InlineData("~", "")]
    [InlineData("|\n        two\n        lines", "two\nlines")]
    public void Read_LabelScalar_IsAString(string scalar, string value) =>
        Assert.Equal(value, Read($"metadata:\n  name: n1\n  labels:\n    key: {scalar}\n").Value.Nodes[0].Labels["key"].TrimEnd('\n'));

    [Theory]
    [InlineData("12")]
    [InlineData("true")]
    [InlineData("0x1f")]
    public void Read_LabelThatIsNotAString_IsAFault(string scalar) =>
        Assert.Contains("metadata.labels", Read($"metadata:\n  name: n1\n  labels:\n    key: {scalar}\n").Fault!.Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("4", 4000)]
    [InlineData("\"4\"", 4000)]
    [InlineData("3900m", 3900)]
    [InlineData("1e1", 10_000)]
    [InlineData("0.1", 100)]
    [InlineData("+2", 2000)]
    [InlineData("0x10", 16_000)]
    [InlineData("0o17", 15_000)]
    public void Read_QuantityScalar_IsExact(string scalar, long milli) =>
        Assert.Equal(milli, Read($"metadata: {{name: n1}}\nstatus:\n  allocatable:\n    cpu: {scalar}\n").Value.Nodes[0].Allocatable.Of("cpu"));

    private static Result<Cluster> Read(string yaml) => Files.Read("kind: Node\napiVersion: v1\n" + yaml);
}
