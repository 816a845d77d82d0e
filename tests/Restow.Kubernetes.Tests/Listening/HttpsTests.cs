using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Restow.Kubernetes.Extending;
using Restow.Kubernetes.Listening;
using Restow.Kubernetes.Operations;
using Restow.Kubernetes.Reservations;
using Restow.Kubernetes.Tests.Extending;

namespace Restow.Kubernetes.Tests.Listening;

public sealed class HttpsTests : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly Certificates own = new();
    private readonly Certificates foreign = new();
    private readonly ExtenderMetrics metrics;
    private readonly ReservationLedger ledger;
    private readonly FakeTimeProvider time = new();

    public HttpsTests()
    {
        ledger = new ReservationLedger(time);
        metrics = new ExtenderMetrics(ledger, $"test-{Guid.NewGuid():N}");
    }

    public void Dispose()
    {
        own.Dispose();
        foreign.Dispose();
        metrics.Dispose();
    }

    [Fact]
    public async Task Filter_OverHttps_IsAnswered()
    {
        (string certificate, string key) = own.Issue("server", ForServers);
        await using WebApplication application = await StartAsync(new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0), CertificateFile = certificate, KeyFile = key });
        Assert.Equal(HttpStatusCode.OK, await Filter(application, null));
    }

    [Fact]
    public async Task Filter_WithoutTheDemandedCertificate_Is403ButProbesAreAnswered()
    {
        await using WebApplication application = await StartAsync(WithClients());
        Assert.Equal(HttpStatusCode.Forbidden, await Filter(application, null));
        using HttpClient client = Client(null);
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri(new Uri(application.Urls.First()), "/healthz")));
    }

    [Fact]
    public async Task Filter_WithACertificateOfTheAuthority_IsAnswered()
    {
        await using WebApplication application = await StartAsync(WithClients());
        Assert.Equal(HttpStatusCode.OK, await Filter(application, own.Issue("scheduler", ForClients)));
    }

    [Fact]
    public async Task Filter_WithAnotherAuthoritysCertificate_IsNotConnected()
    {
        await using WebApplication application = await StartAsync(WithClients());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Filter(application, foreign.Issue("scheduler", ForClients)));
    }

    [Theory]
    [InlineData(ForClients, false, true)]
    [InlineData(ForServers, false, false)]
    [InlineData(ForClients, true, false)]
    public void Signed_ByTheAuthority_OnlyWhenValidAndForClients(string usage, bool expired, bool expected)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(own.Issue("scheduler", usage, expired).Certificate));
        Assert.Equal(expected, ClientAuthority.Load(own.AuthorityFile).Value.Signed(certificate, []));
        Assert.False(ClientAuthority.Load(foreign.AuthorityFile).Value.Signed(certificate, []));
    }

    [Fact]
    public async Task Certificate_ReplacedInPlace_IsServedAfterAWhile()
    {
        (string certificate, string key) = own.Issue("server", ForServers);
        await using WebApplication application = await StartAsync(new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0), CertificateFile = certificate, KeyFile = key });
        string before = await ServedBy(application);
        own.Issue("server", ForServers);
        File.SetLastWriteTimeUtc(key, DateTime.UtcNow.AddSeconds(2));
        Assert.Equal(before, await ServedBy(application));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotEqual(before, await ServedBy(application));
    }

    [Fact]
    public void Create_WhatDoesNotGoTogether_IsAFault()
    {
        (string certificate, string key) = own.Issue("server", ForServers);
        Assert.False(RestowListener.Create(new ListeningOptions { CertificateFile = certificate }, time).IsSuccess);
        Assert.False(RestowListener.Create(new ListeningOptions { ClientAuthorityFile = own.AuthorityFile }, time).IsSuccess);
        Assert.False(RestowListener.Create(new ListeningOptions { CertificateFile = certificate, KeyFile = foreign.Issue("other", ForServers).Key }, time).IsSuccess);
        Assert.False(RestowListener.Create(new ListeningOptions { CertificateFile = certificate, KeyFile = key, ClientAuthorityFile = own.Write("empty.pem", "") }, time).IsSuccess);
        Assert.False(RestowListener.Create(new ListeningOptions { CertificateFile = certificate + ".none", KeyFile = key }, time).IsSuccess);
    }

    private ListeningOptions WithClients()
    {
        (string certificate, string key) = own.Issue("server", ForServers);
        return new ListeningOptions { Listen = new ListenAddress("127.0.0.1", 0), CertificateFile = certificate, KeyFile = key, ClientAuthorityFile = own.AuthorityFile };
    }

    private async Task<WebApplication> StartAsync(ListeningOptions options)
    {
        WebApplication application = RestowListener.Create(options, time).Value;
        application.MapExtender(new SchedulerExtender(ledger, new Rooms()), new ExtenderHeartbeat(time), metrics);
        application.MapHealth(() => []);
        await application.StartAsync();
        return application;
    }

    private static async Task<HttpStatusCode> Filter(WebApplication application, (string Certificate, string Key)? identity)
    {
        using HttpClient client = Client(identity);
        using var call = new ByteArrayContent(Encoding.UTF8.GetBytes(Calls.ByName(Calls.Pod("p1"), "n1")));
        using HttpResponseMessage response = await client.PostAsync(new Uri(new Uri(application.Urls.First()), "filter"), call);
        return response.StatusCode;
    }

    private static async Task<string> ServedBy(WebApplication application)
    {
        string served = "";
        using HttpClient client = Client(null, certificate => served = certificate.SerialNumber);
        await client.GetStringAsync(new Uri(new Uri(application.Urls.First()), "/healthz"));
        return served;
    }

    // The server's side is under test: its certificate is seen, not judged.
    private static HttpClient Client((string Certificate, string Key)? identity, Action<X509Certificate2>? look = null)
    {
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                look?.Invoke(certificate!);
                return true;
            },
        };
        if (identity is { } files)
            handler.ClientCertificates.Add(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
        return new HttpClient(handler);
    }
}
