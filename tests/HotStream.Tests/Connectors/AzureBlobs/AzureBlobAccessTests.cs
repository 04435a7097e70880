using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Storage.Sas;
using HotStream.Tests.Connectors.Http;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.AzureBlobs;

/// <summary>Ways to get in, and what is said where there is none; nothing of a secret.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobAccessTests(AzuriteFixture fixture)
{
    private readonly AzuriteServer _server = fixture.Server;

    [Fact]
    public void A_connection_string_or_a_signature_is_enough()
    {
        string container = _server.Container();
        _server.Put(container, "a", "a");
        string sas = _server.Sas(container, BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List);
        foreach (AzureBlobReadOptions options in (AzureBlobReadOptions[])
        [
            new() { ConnectionString = _server.ConnectionString(), NewBlobsOnly = false },
            new() { ServiceUrl = _server.Url, SasToken = sas, NewBlobsOnly = false },
        ])
        {
            using var run = new BlobRun(container, "", options);
            run.Engine.Tick();
            Assert.Equal([["a"]], run.Seen);
            Assert.Empty(run.Warnings);
            Assert.DoesNotContain(AzuriteServer.Key, options.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("sig=", options.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_is_wrong_or_a_signature_that_has_run_out_gives_empty_batches_and_says_what_to_do_without_secrets()
    {
        string container = _server.Container();
        _server.Put(container, "a", "a");
        AzureBlobReadOptions wrong = _server.Reading();
        wrong.AccountKey = Convert.ToBase64String(Encoding.ASCII.GetBytes("wrong-8-never-shown"));
        string sas = _server.Sas(container, BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List,
            DateTimeOffset.UtcNow.AddHours(-1));
        var old = new AzureBlobReadOptions { ServiceUrl = _server.Url, SasToken = sas, NewBlobsOnly = false };
        var none = new AzureBlobReadOptions { ServiceUrl = _server.Url, NewBlobsOnly = false };
        foreach (AzureBlobReadOptions options in (AzureBlobReadOptions[])[wrong, old, none])
        {
            using var run = new BlobRun(container, "", options);
            run.Engine.Tick();
            Assert.Equal([[]], run.Seen);
            string warning = Assert.Single(run.Warnings);
            Assert.Contains("Give", warning, StringComparison.Ordinal);
            Assert.DoesNotContain("sig=", warning, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong.AccountKey, warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_signature_that_may_not_write_fails_the_batch_at_once()
    {
        string container = _server.Container();
        string sas = _server.Sas(container, BlobContainerSasPermissions.Read);
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToAzureBlobs($"azure://{container}/out",
            new AzureBlobWriteOptions { ServiceUrl = _server.Url, SasToken = sas });
        engine.Tick();
        string failure = engine.Failure().ToString();
        Assert.Contains("AuthorizationPermissionMismatch", failure, StringComparison.Ordinal);
        Assert.Contains("create, write", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_and_tls_with_an_authority_of_ours()
    {
        using var certificates = new TestCertificates();
        using var files = new CertificateFiles(certificates);
        using var server = new AzuriteServer(files);
        var tokens = new Tokens();
        var options = new AzureBlobWriteOptions
        {
            ServiceUrl = server.Url,
            Credential = tokens,
            Tls = certificates.ClientOptions(),
            TimeProvider = TimeProvider.System,
        };
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToAzureBlobs("azure://missing/out", options);
        engine.Tick();
        Assert.Contains("404 ContainerNotFound", engine.Failure().ToString(), StringComparison.Ordinal); // so it was let in
        Assert.Contains("https://storage.azure.com/.default", tokens.Scopes);
        Assert.DoesNotContain("eyJ", options + engine.Failure().ToString(), StringComparison.Ordinal);

        options.Tls = null; // the system's authorities did not sign it
        options.RetryFor = TimeSpan.Zero;
        using var distrustful = new Engine(partitions: 1);
        distrustful.Queue(["a"]).SaveToAzureBlobs("azure://missing/out", options);
        distrustful.Tick();
        Assert.Contains("SSL", distrustful.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_is_missing_is_said_until_it_is_there()
    {
        using var run = new BlobRun("nobody-made-it", "", _server.Reading());
        run.Engine.Tick();
        Assert.Contains("Create the container", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure:/container")]
    [InlineData("http://container/a")]
    [InlineData("azure:///a")]
    [InlineData("azure://ab/a")]
    [InlineData("azure://Plant/a")]
    [InlineData("azure://user:secret@container/a")]
    public void What_is_no_address_is_refused(string address)
    {
        using var engine = new Engine();
        ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
            engine.Context.AzureBlobTextStream(address, _server.Reading()));
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        AzureBlobReadOptions[] wrong =
        [
            new(),
            new() { ConnectionString = _server.ConnectionString(), AccountName = "plant7" },
            new() { ConnectionString = "AccountName=secret;AccountKey" },
            new() { AccountName = "plant7", AccountKey = "secret that is not base64" },
            new() { ServiceUrl = _server.Url, AccountKey = AzuriteServer.Key },
            new() { AccountName = "plant7", AccountKey = AzuriteServer.Key, SasToken = "sv=secret" },
            new() { AccountName = "evil.example/", SasToken = "sv=secret" },
            new() { ServiceUrl = _server.Url, Credential = new Tokens() }, // no token goes over http
        ];
        using var engine = new Engine();
        foreach (AzureBlobReadOptions options in wrong)
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
                engine.Context.AzureBlobTextStream("azure://plant/a", options));
            Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => new AzureBlobReadOptions { ServiceUrl = "http://user:secret@host" });
        Assert.Throws<ArgumentException>(() => new AzureBlobReadOptions { ServiceUrl = "https://host?sig=secret" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobReadOptions { RequestsInFlight = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobWriteOptions { PartBytes = 1 });
    }

    /// <summary>Tokens as Entra ID makes them, but for their signature, at which azurite does not look.</summary>
    private sealed class Tokens : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            DateTimeOffset until = DateTimeOffset.UtcNow.AddHours(1);
            var claims = new JsonObject
            {
                ["aud"] = "https://storage.azure.com",
                ["iss"] = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
                ["nbf"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(),
                ["iat"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(),
                ["exp"] = until.ToUnixTimeSeconds(),
            };
            return new AccessToken($"{Part("""{"alg":"HS256","typ":"JWT"}""")}.{Part(claims.ToJsonString())}.{Part("none")}", until);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));

        private static string Part(string text) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
