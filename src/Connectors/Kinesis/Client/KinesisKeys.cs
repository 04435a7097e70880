using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace HotStream.Kinesis;

/// <summary>
/// Where credentials and region come from: the options, a profile, or what the makers of the server look for (variables, profiles, the role
/// of a container or machine). Credentials that end are renewed by who gave them. Thread-safe.
/// </summary>
internal sealed class KinesisKeys(KinesisConnectionOptions options, AwsService service, string? url)
{
    private const string LocalRegion = "us-east-1"; // of a server that is not Amazon's

    private volatile AWSCredentials? _chain;

    /// <summary>Where requests go, and the region that signatures name.</summary>
    /// <exception cref="InvalidOperationException">Nothing says which region.</exception>
    public (Uri Address, string Region) FindServer()
    {
        string? server = url ?? Variable(service.UrlVariable) ?? Variable("AWS_ENDPOINT_URL");
        if (server is not null)
        {
            string local = options.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? LocalRegion;
            return (new Uri(server, UriKind.Absolute), local);
        }

        RegionEndpoint region = options.Region is { } name ? RegionEndpoint.GetBySystemName(name)
            : RegionOfProfile() ?? FallbackRegionFactory.GetRegionEndpoint()
                ?? throw new InvalidOperationException("Nothing says in which region it is: set Region, or AWS_REGION.");
        return (new Uri($"https://{service.Name}.{region.SystemName}.{region.PartitionDnsSuffix}"), region.SystemName);
    }

    /// <summary>Who signs now.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public async ValueTask<AwsKey> GetAsync()
    {
        if (options.AccessKey is { } id)
        {
            return new AwsKey(id, options.SecretKey!, options.SessionToken);
        }

        AWSCredentials chain = _chain ??= options.Profile is { } profile ? OfProfile(profile)
            : await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().ConfigureAwait(false);
        ImmutableCredentials found = await chain.GetCredentialsAsync().ConfigureAwait(false);
        return new AwsKey(found.AccessKey, found.SecretKey, found.UseToken ? found.Token : null);
    }

    /// <summary>What was found is looked for again: credentials were refused, perhaps because they were changed.</summary>
    public void Forget() => _chain = null;

    private RegionEndpoint? RegionOfProfile() => options.Profile is { } name
        && new CredentialProfileStoreChain().TryGetProfile(name, out CredentialProfile profile) ? profile.Region : null;

    private static AWSCredentials OfProfile(string name) =>
        new CredentialProfileStoreChain().TryGetAWSCredentials(name, out AWSCredentials found) ? found
            : throw new InvalidOperationException($"There is no profile '{PlainText.Of(name, 100)}' with credentials.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
