using System.Xml.Linq;

namespace Restow.Architecture.Tests;

/// <summary>The laws of the arrows in ARCHITECTURE.md, read from the project files.</summary>
public class ArrowTests
{
    private static readonly string Root = FindRoot();

    private static readonly Dictionary<string, string[]> References = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => Attributes(f, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p.Replace('\\', '/'))).ToArray());

    private static readonly string[] Supports = ["Restow.Core", "Restow.Rendering", "Restow.Networks"];

    private static readonly string[] Programs = ["Restow.Cli", "Restow.Training"];

    public static TheoryData<string> Capabilities => [.. References.Keys.Except(Supports).Except(Programs)];

    [Fact]
    public void Core_References_Nothing()
    {
        Assert.Empty(References["Restow.Core"]);
        Assert.Empty(Attributes(Project("Restow.Core"), "PackageReference"));
    }

    [Fact]
    public void Rendering_References_CoreAlone() => Assert.Equal(["Restow.Core"], References["Restow.Rendering"]);

    [Fact]
    public void Networks_References_CoreAlone() => Assert.Equal(["Restow.Core"], References["Restow.Networks"]);

    [Fact]
    public void Training_References_WhatItTrainsAndNoMore() =>
        Assert.Empty(References["Restow.Training"].Except(["Restow.Core", "Restow.Rendering", "Restow.Networks", "Restow.Rescheduling"]));

    [Theory]
    [MemberData(nameof(Capabilities))]
    public void Capability_References_CoreAndNetworksAndNoOtherCapability(string capability)
    {
        string[] allowed = capability == "Restow.Kubernetes" ? ["Restow.Core", "Restow.Networks", "Restow.Packing"] : ["Restow.Core", "Restow.Networks"];
        Assert.Empty(References[capability].Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Capabilities))]
    public void Capability_SourceText_NamesNoOtherCapability(string capability)
    {
        string[] others = [.. References.Keys.Except(Supports).Except([capability]).Except(capability == "Restow.Kubernetes" ? ["Restow.Packing"] : [])];
        foreach (string file in Directory.GetFiles(Path.Combine(Root, "src", capability), "*.cs", SearchOption.AllDirectories))
            Assert.DoesNotContain(File.ReadLines(file), line => others.Append("Restow.Rendering").Any(o => line.StartsWith($"using {o}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Programs_AreReferencedByNoLibrary() => Assert.All(References.Values, references => Assert.Empty(references.Intersect(Programs)));

    [Fact]
    public void LibTorch_IsNeededByTrainingAlone() => Assert.All(
        References.Keys.Where(p => p != "Restow.Training"),
        p => Assert.DoesNotContain(Attributes(Project(p), "PackageReference"), r => r.Contains("torch", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Root, "Restow.slnx"));
        string[] files = [.. new[] { "src", "tests", "bench" }.SelectMany(d => Directory.GetFiles(Path.Combine(Root, d), "*.csproj", SearchOption.AllDirectories))];
        Assert.All(files, f => Assert.Contains(Path.GetRelativePath(Root, f).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    private static string Project(string name) => Path.Combine(Root, "src", name, name + ".csproj");

    private static string[] Attributes(string project, string element) =>
        [.. XDocument.Load(project).Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>()];

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Restow.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Restow.slnx is in none of the folders above the tests.");
    }
}
