namespace HotStream.Cli;

/// <summary>How to reach a NATS server, as <c>nats://USER:PASSWORD@HOST:4222</c> says it.</summary>
/// <param name="Address">The address without user and password.</param>
/// <param name="Server">Where it is.</param>
/// <param name="IsTls">Whether connections are TLS.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
/// <param name="Credentials">A file of credentials; null for none.</param>
internal sealed record NatsLogin(string Address, HostPort Server, bool IsTls, string? User, string? Password, string? Credentials)
{
    public static NatsLogin Read(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        bool isTls = address.Scheme == "natss";
        var server = new HostPort(address.Host, address.Port ?? 4222);
        return new NatsLogin($"{(isTls ? "tls" : "nats")}://{server}", server, isTls, address.User, address.Password,
            reader.Take("credentials"));
    }

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : NatsConnectionOptions
    {
        options.UserName = User;
        options.Password = Password;
        options.CredentialsFile = Credentials;
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        return options;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => Server.ToString();
}
