namespace HotStream.Cli;

/// <summary>
/// Where objects are, as <c>s3://ACCESSKEY:SECRET@BUCKET/PATH?server=http://HOST:9000&amp;region=NAME</c> says it; without a key,
/// credentials are those of the environment.
/// </summary>
/// <param name="Address">Bucket and path.</param>
/// <param name="Server">A server that is not Amazon's; null for Amazon's.</param>
/// <param name="Region">Region; null for that of the environment.</param>
/// <param name="AccessKey">Access key; null for none.</param>
/// <param name="Secret">Its secret.</param>
internal sealed record S3Login(string Address, Uri? Server, string? Region, string? AccessKey, string? Secret)
{
    /// <summary>Whether connections are TLS.</summary>
    public bool IsTls => Server is null || Server.Scheme == Uri.UriSchemeHttps;

    public static S3Login Read(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        string? server = reader.Take("server");
        Uri? uri = null;
        if (server is not null && !(Uri.TryCreate(server, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0))
        {
            throw reader.Problem("names a server that is no http://HOST:PORT or https://HOST:PORT");
        }

        if (address.Port is not null || address.User is null != address.Password is null)
        {
            throw reader.Problem(address.Port is not null ? "names a port behind the bucket" : "has half of an access key");
        }

        return new S3Login($"s3://{address.Host}/{address.Path}", uri, reader.Take("region"), address.User, address.Password);
    }

    /// <summary>Waits until a server that is named is there.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Server is null ? Task.CompletedTask
        : ServerWait.ForPortAsync($"s3 {Server.Host}:{Server.Port}", Server.Host, Server.Port, patience, stop);

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : S3ConnectionOptions
    {
        options.ServiceUrl = Server?.OriginalString;
        options.Region = Region;
        options.AccessKey = AccessKey;
        options.SecretKey = Secret;
        options.Tls = IsTls ? CertificateFile.ClientTls(store.Authorities) : null;
        return options;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => Address;
}
