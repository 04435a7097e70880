namespace HotStream.Cli;

/// <summary>
/// Where files of HDFS are, as <c>webhdfs://USER@HOST:9870/PATH?standby=HOST:9870</c> says it, <c>swebhdfs://</c> by TLS; on a cluster with
/// Kerberos with <c>token=TOKEN</c>.
/// </summary>
/// <param name="Path">Directory or pattern.</param>
/// <param name="NameNodes">Addresses of the NameNodes.</param>
/// <param name="User">Who asks; null for nobody.</param>
/// <param name="Token">Delegation token; null for none.</param>
internal sealed record HdfsLogin(string Path, string[] NameNodes, string? User, string? Token)
{
    private const int DefaultPort = 9870;

    /// <summary>Whether connections are TLS.</summary>
    public bool IsTls => NameNodes[0].StartsWith("https:", StringComparison.Ordinal);

    public static HdfsLogin Read(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        string scheme = address.Scheme == "swebhdfs" ? "https" : "http";
        string[] names = [address.Server(DefaultPort), .. reader.TakeList("standby")];
        string? token = reader.Take("token");
        Secrets.Add(token);
        if (address.Password is not null || (address.User is not null && token is not null))
        {
            throw reader.Problem(address.Password is not null ? "has a password, for which HDFS does not ask"
                : "has a user and a token, which says who it is");
        }

        var login = new HdfsLogin("/" + reader.Path("directory"), [.. names.Select(name => $"{scheme}://{name}")], address.User, token);
        try
        {
            _ = new HdfsReadOptions { NameNodes = login.NameNodes };
        }
        catch (ArgumentException wrong)
        {
            throw reader.Problem("names a NameNode that is no HOST:PORT", wrong);
        }

        return login;
    }

    /// <summary>Waits until the first NameNode is there, where it is the only one.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public Task PrepareAsync(TimeSpan patience, CancellationToken stop)
    {
        var first = new Uri(NameNodes[0]);
        return NameNodes.Length > 1 ? Task.CompletedTask
            : ServerWait.ForPortAsync($"hdfs {first.Host}:{first.Port}", first.Host, first.Port, patience, stop);
    }

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : HdfsConnectionOptions
    {
        options.NameNodes = NameNodes;
        options.UserName = User;
        options.DelegationToken = Token;
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        return options;
    }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"hdfs {new Uri(NameNodes[0]).Authority}{Path}";
}
