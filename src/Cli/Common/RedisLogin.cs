namespace HotStream.Cli;

/// <summary>How to reach a Redis, as <c>redis://USER:PASSWORD@HOST:6379/DATABASE</c> says it.</summary>
/// <param name="Address">The address without user and password.</param>
/// <param name="Server">Where it is.</param>
/// <param name="IsTls">Whether connections are TLS.</param>
/// <param name="User">User; null for the server's default.</param>
/// <param name="Password">Password; null for none.</param>
internal sealed record RedisLogin(string Address, HostPort Server, bool IsTls, string? User, string? Password)
{
    public static RedisLogin Read(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        if (address.Path.Length > 0 && !int.TryParse(address.Path, out _))
        {
            throw reader.Problem("has a database that is no number");
        }

        var server = new HostPort(address.Host, address.Port ?? 6379);
        return new RedisLogin($"{address.Scheme}://{server}{(address.Path.Length == 0 ? "" : "/" + address.Path)}", server,
            address.Scheme == "rediss", address.User, address.Password);
    }

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : RedisConnectionOptions
    {
        options.UserName = User;
        options.Password = Password;
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        return options;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => Server.ToString();
}
