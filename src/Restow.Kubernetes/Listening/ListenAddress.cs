using System.Globalization;
using System.Net;
using Restow.Core;

namespace Restow.Kubernetes.Listening;

/// <summary>Where the extender listens, or where a scheduler reaches it: <c>127.0.0.1:8480</c>, <c>[::1]:8480</c>, <c>restow.example:443</c>.</summary>
/// <param name="Host">An address or a name.</param>
/// <param name="Port">From 0 to 65535; to listen on 0 is to take a free port.</param>
public sealed record ListenAddress(string Host, int Port)
{
    /// <summary>Loopback: a scheduler on the same machine, or one that shares its network.</summary>
    public static ListenAddress Default { get; } = new("127.0.0.1", 8480);

    /// <summary>Reads <c>ADDRESS:PORT</c>.</summary>
    public static Result<ListenAddress> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > ushort.MaxValue)
            return Bad(text, "is not ADDRESS:PORT");
        string host = text[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (bracketed)
            host = host[1..^1];
        bool isAddress = IPAddress.TryParse(host, out IPAddress? address);
        if (bracketed != (isAddress && address!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6))
            return Bad(text, bracketed ? "has brackets around what is not an IPv6 address" : "has an IPv6 address without brackets");
        return isAddress || Uri.CheckHostName(host) == UriHostNameType.Dns ? new ListenAddress(host, port) : Bad(text, "names no host");
    }

    /// <summary>The address to listen on. A name but <c>localhost</c> is not one.</summary>
    public Result<IPEndPoint> ToEndPoint()
    {
        if (Host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, Port);
        return IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port) : Bad(ToString(), "is a name, and one listens on an address");
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static Fault Bad(string text, string problem) => new("--listen", "", $"\"{text}\" {problem}", "write it like 127.0.0.1:8480, 0.0.0.0:8480 or [::]:8480");
}
