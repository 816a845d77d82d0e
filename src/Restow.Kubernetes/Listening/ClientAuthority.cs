using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restow.Core;

namespace Restow.Kubernetes.Listening;

/// <summary>Who may call: holders of a client certificate that one of these authorities has signed. The system's authorities do not count.</summary>
internal sealed class ClientAuthority
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection authorities = [];

    private ClientAuthority(string file) => authorities.ImportFromPemFile(file);

    public static Result<ClientAuthority> Load(string file)
    {
        try
        {
            var authority = new ClientAuthority(file);
            return authority.authorities.Count > 0 ? authority : new Fault(file, "", "holds no certificate", "give the authority's certificate in PEM format");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new Fault(file, "", $"cannot be read ({e.Message.TrimEnd('.')})", "give the authority's certificate in PEM format");
        }
    }

    /// <summary>Whether the certificate is valid now, meant for clients, and leads to one of the authorities.</summary>
    public bool Signed(X509Certificate certificate, IEnumerable<X509Certificate2> intermediates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(intermediates.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        return certificate is X509Certificate2 whole && chain.Build(whole);
    }
}
