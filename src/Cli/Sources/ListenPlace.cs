using System.Net;
using System.Net.Security;

namespace HotStream.Cli;

/// <summary>
/// A port of ours and who may send to it: <c>ADDRESS:PORT?listen</c>, behind it <c>cert=FILE&amp;key=FILE</c> where connections are TLS,
/// and <c>anonymous</c> for anybody whom the network lets reach it.
/// </summary>
/// <param name="EndPoint">Where to listen.</param>
/// <param name="IsAnonymous">Whether anybody may send.</param>
/// <param name="Files">Certificate and key; null for plain TCP.</param>
internal sealed record ListenPlace(IPEndPoint EndPoint, bool IsAnonymous, (string Certificate, string Key)? Files)
{
    /// <summary>Reads one.</summary>
    /// <param name="reader">The address.</param>
    /// <param name="isTls">Whether connections are TLS.</param>
    /// <param name="letsIn">How to say who may send, other than <c>anonymous</c>; null where it is said, or there is no way.</param>
    /// <exception cref="FormatException">It says not who may send, or not which certificate is ours.</exception>
    public static ListenPlace Read(AddressReader reader, bool isTls, string? letsIn)
    {
        reader.NoPath();
        IPEndPoint endPoint = reader.ListenAt();
        bool isAnonymous = reader.Has("anonymous");
        if (letsIn is not null && !isAnonymous && !IPAddress.IsLoopback(endPoint.Address))
        {
            throw reader.Problem($"would let in anybody who reaches it: {letsIn}");
        }

        return new ListenPlace(endPoint, isAnonymous, isTls ? (reader.Need("cert"), reader.Need("key")) : null);
    }

    /// <summary>How connections are TLS; null for plain TCP.</summary>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    public SslServerAuthenticationOptions? ReadTls() =>
        Files is { } files ? CertificateFile.ReadServer(files.Certificate, files.Key) : null;
}
