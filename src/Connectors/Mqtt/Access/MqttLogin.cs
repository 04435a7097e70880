using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace HotStream;

/// <summary>Who wants to connect to a listener.</summary>
/// <param name="ClientId">Its identifier; given by the listener when it has none. Any text: put it through
/// <see cref="PlainText"/> before it is printed.</param>
/// <param name="UserName">Its user name, or null.</param>
/// <param name="Password">Its password; empty when it sent none.</param>
/// <param name="RemoteEndPoint">Where it comes from.</param>
/// <param name="Certificate">The certificate it has shown and that was found good, or null; see
/// <see cref="MqttListenerOptions.ClientCertificate"/>.</param>
public sealed record MqttLogin(string ClientId, string? UserName, ReadOnlyMemory<byte> Password, EndPoint? RemoteEndPoint,
    X509Certificate2? Certificate = null)
{
    /// <summary>The login without its password, for logs.</summary>
    public override string ToString() =>
        $"{PlainText.Of(ClientId)} (user {PlainText.Of(UserName)}, {RemoteEndPoint}, certificate {PlainText.Of(Certificate?.Subject)})";
}
