using System.CommandLine;
using Restow.Kubernetes;
using Restow.Kubernetes.Listening;

namespace Restow.Cli.Commands;

/// <summary>The options that say how <c>restow kube run</c> is reached.</summary>
internal sealed class KubeListenOptions
{
    private readonly Option<string?> certificate = new("--tls-certificate") { Description = "HTTPS with this certificate, its intermediates after it, in PEM. Read again when it changes.", HelpName = "FILE" };

    private readonly Option<string?> key = new("--tls-key") { Description = "The key of that certificate, in PEM.", HelpName = "FILE" };

    private readonly Option<string?> authority = new("--client-authority") { Description = "Answer only who shows a client certificate that this authority has signed; probes and metrics excepted.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(certificate);
        command.Add(key);
        command.Add(authority);
    }

    public ListeningOptions From(ListenAddress listen, ConfigurationFile file, ParseResult parsed) => new()
    {
        Listen = listen,
        CertificateFile = parsed.GetValue(certificate) ?? file.TlsCertificate,
        KeyFile = parsed.GetValue(key) ?? file.TlsKey,
        ClientAuthorityFile = parsed.GetValue(authority) ?? file.ClientAuthority,
    };
}
