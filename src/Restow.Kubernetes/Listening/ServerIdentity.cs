using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restow.Core;

namespace Restow.Kubernetes.Listening;

/// <summary>The server's certificate, read again when its files change: those who issue certificates replace them in place.</summary>
internal sealed class ServerIdentity
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly string certificate;
    private readonly string key;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private SslStreamCertificateContext current;
    private (DateTime, DateTime) written;
    private long looked;

    private ServerIdentity(string certificate, string key, TimeProvider time)
    {
        (this.certificate, this.key, this.time) = (certificate, key, time);
        written = Written();
        looked = time.GetTimestamp();
        current = Read();
    }

    public static Result<ServerIdentity> Load(string certificate, string key, TimeProvider time)
    {
        try
        {
            return new ServerIdentity(certificate, key, time);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return new Fault(certificate, "", $"cannot be used with the key {key} ({e.Message.TrimEnd('.')})", "give a certificate and its key in PEM format");
        }
    }

    public SslStreamCertificateContext Current
    {
        get
        {
            lock (gate)
            {
                if (time.GetElapsedTime(looked) < Interval)
                    return current;
                looked = time.GetTimestamp();
                Refresh();
                return current;
            }
        }
    }

    private void Refresh()
    {
        try
        {
            (DateTime, DateTime) now = Written();
            if (now == written)
                return;
            current = Read();
            written = now;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // One of the two files is new, the other not yet: the next look finds both.
        }
    }

    private SslStreamCertificateContext Read()
    {
        var leaf = X509Certificate2.CreateFromPemFile(certificate, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private (DateTime Certificate, DateTime Key) Written() => (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));

    private static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
