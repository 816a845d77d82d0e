using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Restow.Core;
using Restow.Kubernetes.Operations;

namespace Restow.Kubernetes.Listening;

/// <summary>The web server, without endpoints: they are mapped on what <see cref="Create"/> returns.</summary>
/// <remarks>
/// One port for schedulers and operators. Where client certificates are demanded the handshake lets callers without one in, because a
/// kubelet's probe has none, and every endpoint that is not marked as open answers them 403.
/// </remarks>
public static class RestowListener
{
    /// <summary>Prepares Kestrel. Nothing listens before the application is started.</summary>
    public static Result<WebApplication> Create(ListeningOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((options.CertificateFile is null) != (options.KeyFile is null))
            return new Fault(options.CertificateFile ?? options.KeyFile!, "", "a certificate and its key belong together", "give both");
        if (options is { ClientAuthorityFile: not null, CertificateFile: null })
            return new Fault(options.ClientAuthorityFile, "", "client certificates need HTTPS", "give the server's certificate and key too");
        if (!options.Listen.ToEndPoint().TryGet(out IPEndPoint? endPoint, out Fault? fault))
            return fault;
        ServerIdentity? identity = null;
        if (options.CertificateFile is not null && !ServerIdentity.Load(options.CertificateFile, options.KeyFile!, time).TryGet(out identity, out fault))
            return fault;
        ClientAuthority? clients = null;
        if (options.ClientAuthorityFile is not null && !ClientAuthority.Load(options.ClientAuthorityFile).TryGet(out clients, out fault))
            return fault;
        return Build(options, endPoint, identity, clients);
    }

    private static WebApplication Build(ListeningOptions options, IPEndPoint endPoint, ServerIdentity? identity, ClientAuthority? clients)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();

        // Standard output belongs to the command.
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);

            // A quiet scheduler's connection lives on: to open a new one costs more than to keep it.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            kestrel.Listen(endPoint, listen =>
            {
                if (identity is not null)
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake(identity, clients)) });
            });
        });
        WebApplication application = builder.Build();
        if (clients is not null)
            application.Use(DemandCertificate);
        return application;
    }

    private static SslServerAuthenticationOptions Handshake(ServerIdentity identity, ClientAuthority? clients) => new()
    {
        ServerCertificateContext = identity.Current,
        ClientCertificateRequired = clients is not null,
        RemoteCertificateValidationCallback = clients is null
            ? null
            : (_, certificate, chain, _) => certificate is null || clients.Signed(certificate, chain?.ChainPolicy.ExtraStore ?? []),
    };

    private static Task DemandCertificate(HttpContext context, RequestDelegate next) =>
        context.Connection.ClientCertificate is not null || context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null
            ? next(context)
            : OperationsEndpoints.Text(context, StatusCodes.Status403Forbidden, "a client certificate is needed");
}
