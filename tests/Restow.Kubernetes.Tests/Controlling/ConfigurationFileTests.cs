using System.Text;
using CsCheck;
using Restow.Core;
using Restow.Packing;

namespace Restow.Kubernetes.Tests.Controlling;

public class ConfigurationFileTests
{
    [Fact]
    public void Parse_Yaml_SetsWhatIsGivenAndNothingElse()
    {
        ControllerOptions options = Read("""
            apply: true
            quietPeriod: 500ms
            time: 2
            trigger: each-pod
            evict: none
            maintenanceWindow: ["Mon-Fri 22:00-06:00"]
            protectNamespace: [kube-system, db]
            maxMoves: 7
            """).Over(new ControllerOptions()).Value;
        Assert.True(options.Apply);
        Assert.Equal((0.5, 8.0), (options.QuietPeriod.TotalSeconds, options.MaximumPeriod.TotalSeconds));
        Assert.Equal((PlanTrigger.EachPod, EvictionPolicy.None, 7, 2.0), (options.Trigger, options.Packing.Eviction, options.Packing.MaxMoves, options.Packing.Time.TotalSeconds));
        Assert.Equal(["kube-system", "db"], options.Packing.ProtectedNamespaces);
        Assert.Equal("Mon-Fri 22:00-06:00", Assert.Single(options.MaintenanceWindows).ToString());
    }

    [Fact]
    public void Parse_Json_IsTheSame() => Assert.Equal(TimeSpan.FromMinutes(5), Read("""{"minPodAge": "5m"}""").MinPodAge);

    [Fact]
    public void Parse_Nothing_SetsNothing() => Assert.Equal(new ConfigurationFile(), Read(""));

    [Theory]
    [InlineData("maxMove: 3", "there is no option 'maxMove'")]
    [InlineData("quietPeriod: soon", "'soon' is not a duration")]
    [InlineData("evict: everyone", "'everyone' is none of none, lower-priority, any")]
    [InlineData("maxMoves: many", "it does not have the form")]
    [InlineData("a: [", "not valid YAML")]
    public void Parse_WhatIsWrong_IsNamed(string text, string problem)
    {
        Result<ConfigurationFile> file = ConfigurationFile.Parse(Encoding.UTF8.GetBytes(text), "restow.yaml");
        Assert.Contains(problem, file.Fault!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_AWindowThatIsNone_IsAFault() =>
        Assert.Contains("'at night' is not a window", Read("maintenanceWindow: [at night]").Over(new ControllerOptions()).Fault!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Parse_AnyBytes_IsAFileOrAFault() =>
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.String.Select(s => Encoding.UTF8.GetBytes($"time: {s}")))
            .Sample(bytes => ConfigurationFile.Parse(bytes, "f") is { IsSuccess: true } or { Fault: not null });

    private static ConfigurationFile Read(string text) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(text), "restow.yaml").Value;
}
