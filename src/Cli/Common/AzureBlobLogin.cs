namespace HotStream.Cli;

/// <summary>
/// Where blobs are, as <c>azure://ACCOUNT:KEY@CONTAINER/PATH?server=http://HOST:10000/ACCOUNT</c> says it; what it does not say is in the
/// variables of the environment that Azure's own tool reads.
/// </summary>
/// <param name="Address">Container and path.</param>
/// <param name="Server">Address of the account's blobs; null for Azure's own.</param>
/// <param name="Account">The account; null for that of a connection string.</param>
/// <param name="Key">Its key.</param>
/// <param name="Environment">Variables by their names.</param>
internal sealed record AzureBlobLogin(string Address, Uri? Server, string? Account, string? Key, Func<string, string?> Environment)
{
    private const string AccountName = "AZURE_STORAGE_ACCOUNT";
    private const string Connection = "AZURE_STORAGE_CONNECTION_STRING";
    private const string KeyName = "AZURE_STORAGE_KEY";
    private const string SasToken = "AZURE_STORAGE_SAS_TOKEN";

    /// <summary>Names of the variables that are secret.</summary>
    public static readonly string[] Secret = [Connection, KeyName, SasToken];

    /// <summary>Whether connections are TLS; of a connection string that is its own affair.</summary>
    public bool IsTls => Server is null || Server.Scheme == Uri.UriSchemeHttps;

    public static AzureBlobLogin Read(AddressReader reader, Func<string, string?>? environment = null)
    {
        environment ??= System.Environment.GetEnvironmentVariable;
        ServerAddress address = reader.Address;
        string? server = reader.Take("server");
        Uri? uri = null;
        if (server is not null && !(Uri.TryCreate(server, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0))
        {
            throw reader.Problem("names a server that is no http://HOST:PORT/ACCOUNT or https://HOST");
        }

        if (address.Port is not null || (address.Password is not null && address.User is null))
        {
            throw reader.Problem(address.Port is not null ? "names a port behind the container" : "has a key without its account");
        }

        if (address.User is null && uri is null && environment(Connection) is null && environment(AccountName) is null)
        {
            throw reader.Problem($"names no account, and neither {AccountName} nor {Connection} does");
        }

        return new AzureBlobLogin($"azure://{address.Host}/{address.Path}", uri, address.User ?? environment(AccountName), address.Password,
            environment);
    }

    /// <summary>Waits until a server that is named is there.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Server is null ? Task.CompletedTask
        : ServerWait.ForPortAsync($"azure {Server.Host}:{Server.Port}", Server.Host, Server.Port, patience, stop);

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : AzureBlobConnectionOptions
    {
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        if (Account is null && Server is null)
        {
            options.ConnectionString = Environment(Connection);
            return options;
        }

        options.AccountName = Account;
        options.ServiceUrl = Server?.OriginalString;
        options.AccountKey = Key ?? (Environment(SasToken) is null ? Environment(KeyName) : null);
        options.SasToken = Key is null ? Environment(SasToken) : null;
        return options;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => Address;
}
