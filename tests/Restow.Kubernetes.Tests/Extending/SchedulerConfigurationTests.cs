using CsCheck;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;
using YamlDotNet.Serialization;

namespace Restow.Kubernetes.Tests.Extending;

public class SchedulerConfigurationTests
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void ToYaml_Defaults_AreEachFieldAsTheSchedulerNamesIt(string version)
    {
        Dictionary<object, object> yaml = Read(new SchedulerConfiguration { ApiVersion = version });
        Assert.Equal($"kubescheduler.config.k8s.io/{version}", yaml["apiVersion"]);
        Assert.Equal("KubeSchedulerConfiguration", yaml["kind"]);
        Assert.Equal("/etc/kubernetes/scheduler.conf", Map(yaml["clientConnection"])["kubeconfig"]);
        Assert.Equal("false", Map(yaml["leaderElection"])["leaderElect"]);
        Assert.Equal("100", yaml["percentageOfNodesToScore"]);
        Assert.Equal(version == "v1beta1", yaml.ContainsKey("profiles"));
        Dictionary<object, object> extender = Extender(yaml);
        Assert.Equal(
            new Dictionary<object, object>
            {
                ["urlPrefix"] = "http://127.0.0.1:8480",
                ["filterVerb"] = "filter",
                ["prioritizeVerb"] = "prioritize",
                ["preemptVerb"] = "preempt",
                ["weight"] = "1",
                ["nodeCacheCapable"] = "true",
                ["ignorable"] = "true",
                ["httpTimeout"] = "500ms",
            },
            extender);
    }

    [Fact]
    public void ToYaml_Https_HasTheFilesOfBothSides()
    {
        Dictionary<object, object> extender = Extender(Read(new SchedulerConfiguration
        {
            Extender = new ListenAddress("restow.example", 443),
            CertificateAuthority = "/pki/ca.crt",
            ClientCertificate = "/pki/client.crt",
            ClientKey = "/pki/client.key",
        }));
        Assert.Equal("https://restow.example:443", extender["urlPrefix"]);
        Assert.Equal("true", extender["enableHTTPS"]);
        Assert.Equal(new Dictionary<object, object> { ["caFile"] = "/pki/ca.crt", ["certFile"] = "/pki/client.crt", ["keyFile"] = "/pki/client.key" }, Map(extender["tlsConfig"]));
    }

    [Fact]
    public void ToYaml_OldVersion_TurnsPreemptionOff()
    {
        Dictionary<object, object> profile = Map(Assert.Single((List<object>)Read(new SchedulerConfiguration { ApiVersion = "v1beta1" })["profiles"]));
        Assert.Equal("default-scheduler", profile["schedulerName"]);
        Assert.Equal("DefaultPreemption", Map(Assert.Single((List<object>)Map(Map(profile["plugins"])["postFilter"])["disabled"]))["name"]);
    }

    [Fact]
    public void ToYaml_SecondScheduler_HasItsOwnNameAndLease()
    {
        Dictionary<object, object> yaml = Read(new SchedulerConfiguration { SchedulerName = "restow-scheduler", LeaderElect = true });
        Assert.Equal("restow-scheduler", Map(((List<object>)yaml["profiles"])[0])["schedulerName"]);
        Assert.Equal(new Dictionary<object, object> { ["leaderElect"] = "true", ["resourceName"] = "restow-scheduler" }, Map(yaml["leaderElection"]));
    }

    [Fact]
    public void ToYaml_AnyPath_ReadsBackAsItIs() =>
        Gen.String[Gen.Char.AlphaNumeric, 0, 5].Select(Gen.OneOf(Gen.Const("\""), Gen.Const("\\"), Gen.Const(": #"), Gen.Const("\n- a"), Gen.Const("é"), Gen.Const("'"))).Sample((text, odd) =>
            Assert.Equal("/" + text + odd, Map(Read(new SchedulerConfiguration { Kubeconfig = "/" + text + odd })["clientConnection"])["kubeconfig"]));

    [Theory]
    [InlineData("0.0.0.0", 8480)]
    [InlineData("::", 8480)]
    [InlineData("127.0.0.1", 0)]
    public void ToYaml_AddressThatNoSchedulerReaches_IsAFault(string host, int port) =>
        Assert.False(new SchedulerConfiguration { Extender = new ListenAddress(host, port) }.ToYaml().IsSuccess);

    [Fact]
    public void ToYaml_HalfOfAnIdentity_IsAFault()
    {
        Assert.False(new SchedulerConfiguration { CertificateAuthority = "/ca", ClientCertificate = "/c" }.ToYaml().IsSuccess);
        Assert.False(new SchedulerConfiguration { ClientCertificate = "/c", ClientKey = "/k" }.ToYaml().IsSuccess);
    }

    private static Dictionary<object, object> Read(SchedulerConfiguration configuration) =>
        Map(new DeserializerBuilder().Build().Deserialize(configuration.ToYaml().Value)!);

    private static Dictionary<object, object> Extender(Dictionary<object, object> yaml) => Map(Assert.Single((List<object>)yaml["extenders"]));

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;
}
