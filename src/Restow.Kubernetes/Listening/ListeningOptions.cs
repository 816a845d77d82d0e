namespace Restow.Kubernetes.Listening;

/// <summary>How the process listens to schedulers and operators.</summary>
public sealed class ListeningOptions
{
    /// <summary>Where. Default: <see cref="ListenAddress.Default"/>.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Default;

    /// <summary>PEM file with the server's certificate and its intermediates. Default: none, plain HTTP.</summary>
    /// <remarks>Together with <see cref="KeyFile"/>. Both are read again when they change.</remarks>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file with the authorities that sign client certificates. Default: none, everyone is answered.</summary>
    /// <remarks>Needs <see cref="CertificateFile"/>. Probes and metrics are answered without a certificate, all else with 403.</remarks>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>Largest body of a call in bytes. Default: 64 MiB, room for some thousand whole nodes.</summary>
    public long MaxBodyBytes { get; init; } = 64L << 20;
}
