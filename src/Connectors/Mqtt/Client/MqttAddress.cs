using System.Net.Security;

namespace HotStream.Mqtt;

/// <summary>Where a broker is: <c>mqtt://host:1883</c> or, for TLS, <c>mqtts://host:8883</c>; the ports may be left out.</summary>
internal sealed record MqttAddress(string Host, int Port, bool IsTls)
{
    private const int PlainPort = 1883;
    private const int TlsPort = 8883;

    public override string ToString() => $"{(IsTls ? "mqtts" : "mqtt")}://{Host}:{Port}";

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static MqttAddress Parse(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        bool isWellFormed = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.AbsolutePath is "" or "/"
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0;
        return isWellFormed && uri!.Scheme is "mqtt" or "tcp"
            ? new MqttAddress(uri.DnsSafeHost, uri.Port < 0 ? PlainPort : uri.Port, IsTls: false)
            : isWellFormed && uri!.Scheme is "mqtts" or "ssl"
            ? new MqttAddress(uri.DnsSafeHost, uri.Port < 0 ? TlsPort : uri.Port, IsTls: true)
            : throw new ArgumentException($"'{PlainText.Address(address)}' is not the address of a broker: write mqtt://HOST:1883, or "
            + "mqtts://HOST:8883 for TLS, and put user and password into the options.", nameof(address));
    }

    /// <summary>How to speak TLS there; null for not at all.</summary>
    public SslClientAuthenticationOptions? Secure(SslClientAuthenticationOptions? options)
    {
        if (!IsTls && options is null)
        {
            return null;
        }

        return ReceiverTls.Client(options ?? new SslClientAuthenticationOptions(), Host);
    }
}
