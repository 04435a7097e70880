namespace HotStream.Cli;

/// <summary>
/// A stream, as <c>kinesis://ACCESSKEY:SECRET@REGION/STREAM?server=http://HOST:4567</c> says it; without a key, credentials are those of
/// the environment, or of <c>profile=NAME</c>.
/// </summary>
/// <param name="Stream">The stream.</param>
/// <param name="Region">Its region.</param>
/// <param name="Server">A server that is not Amazon's; null for Amazon's.</param>
/// <param name="AccessKey">Access key; null for none.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Profile">Profile; null for none.</param>
internal sealed record KinesisLogin(string Stream, string Region, Uri? Server, string? AccessKey, string? Secret, string? Profile)
{
    /// <summary>Whether connections are TLS.</summary>
    public bool IsTls => Server is null || Server.Scheme == Uri.UriSchemeHttps;

    public string Name => $"kinesis {Region}/{PlainText.Of(Stream)}";

    public static KinesisLogin Read(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        string? server = reader.Take("server");
        Uri? uri = null;
        if (server is not null && !(Uri.TryCreate(server, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0 && uri.PathAndQuery == "/"))
        {
            throw reader.Problem("names a server that is no http://HOST:PORT or https://HOST:PORT");
        }

        string? profile = reader.Take("profile");
        if (address.Port is not null || address.User is null != address.Password is null
            || (profile is not null && address.User is not null))
        {
            throw reader.Problem(address.Port is not null ? "names a port behind the region"
                : profile is null ? "has half of an access key" : "has an access key and a profile");
        }

        return new KinesisLogin(reader.Path("stream"), address.Host, uri, address.User, address.Password, profile);
    }

    /// <summary>Waits until a server that is named is there.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Server is null ? Task.CompletedTask
        : ServerWait.ForPortAsync($"kinesis {Server.Host}:{Server.Port}", Server.Host, Server.Port, patience, stop);

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : KinesisConnectionOptions
    {
        options.ServiceUrl = Server?.OriginalString;
        options.Region = Region;
        options.AccessKey = AccessKey;
        options.SecretKey = Secret;
        options.Profile = Profile;
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        return options;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => Name;
}
