namespace HotStream.Cli;

/// <summary>How to reach a RabbitMQ, as <c>amqp://USER:PASSWORD@HOST:5672/VHOST</c> says it.</summary>
/// <param name="Address">The address without user and password.</param>
/// <param name="Server">Where it is.</param>
/// <param name="IsTls">Whether connections are TLS.</param>
/// <param name="User">User; null for the library's default.</param>
/// <param name="Password">Password; null for the library's default.</param>
internal sealed record RabbitMqLogin(string Address, HostPort Server, bool IsTls, string? User, string? Password)
{
    public static RabbitMqLogin Read(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        bool isTls = address.Scheme == "amqps";
        var server = new HostPort(address.Host, address.Port ?? (isTls ? 5671 : 5672));
        string path = address.Path.Length == 0 ? "" : "/" + Uri.EscapeDataString(address.Path);
        return new RabbitMqLogin($"{(isTls ? "amqps" : "amqp")}://{server}{path}", server, isTls, address.User, address.Password);
    }

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : RabbitMqConnectionOptions
    {
        options.UserName = User ?? options.UserName;
        options.Password = Password ?? options.Password;
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        return options;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => Server.ToString();
}
