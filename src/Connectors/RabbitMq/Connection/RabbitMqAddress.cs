namespace HotStream.RabbitMq;

/// <summary>Where a server is: <c>amqp://HOST:5672/VHOST</c> or, for TLS, <c>amqps://</c>; port and virtual host may be left out.</summary>
internal sealed record RabbitMqAddress(string Host, int Port, bool IsTls, string VirtualHost)
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    public override string ToString() =>
        $"{(IsTls ? "amqps" : "amqp")}://{Host}:{Port}{(VirtualHost == "/" ? "" : "/" + Uri.EscapeDataString(VirtualHost))}";

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static RabbitMqAddress Parse(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        bool isWellFormed = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            && uri.Query.Length == 0 && uri.AbsolutePath.LastIndexOf('/') <= 0 && uri.Scheme is "amqp" or "amqps";
        if (!isWellFormed)
        {
            throw new ArgumentException($"'{PlainText.Address(address)}' is not the address of a RabbitMQ server: write "
                + "amqp://HOST:5672/VHOST, or amqps://HOST:5671/VHOST for TLS, and put user and password into the options.",
                nameof(address));
        }

        bool isTls = uri!.Scheme == "amqps";
        string path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        int port = uri.Port > 0 ? uri.Port : isTls ? TlsPort : PlainPort;
        return new RabbitMqAddress(uri.DnsSafeHost, port, isTls, path.Length == 0 ? "/" : path);
    }
}
