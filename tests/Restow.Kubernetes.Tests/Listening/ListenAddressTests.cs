using System.Net;
using CsCheck;
using Restow.Kubernetes.Listening;

namespace Restow.Kubernetes.Tests.Listening;

public class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8480", "127.0.0.1", 8480)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("restow.example:443", "restow.example", 443)]
    public void Parse_HostAndPort_AreThose(string text, string host, int port)
    {
        ListenAddress address = ListenAddress.Parse(text).Value;
        Assert.Equal((host, port), (address.Host, address.Port));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8480")]
    [InlineData(":8480")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("a b:80")]
    [InlineData("http://a:80")]
    public void Parse_AnythingElse_IsAFault(string text) => Assert.False(ListenAddress.Parse(text).IsSuccess);

    [Fact]
    public void Parse_AnyText_IsAFaultOrPrintsAsItWas() =>
        Gen.Select(Gen.String, Gen.Int[0, 70000]).Sample((host, port) =>
        {
            if (ListenAddress.Parse($"{host}:{port}") is { IsSuccess: true, Value: var address })
                Assert.Equal($"{host}:{port}", address.ToString());
        });

    [Fact]
    public void ToEndPoint_Name_IsAFault()
    {
        Assert.False(ListenAddress.Parse("restow.example:443").Value.ToEndPoint().IsSuccess);
        Assert.Equal(IPAddress.Loopback, ListenAddress.Parse("localhost:443").Value.ToEndPoint().Value.Address);
    }
}
