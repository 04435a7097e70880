using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Http;

/// <summary>Posting over TLS: user, password and records go to the server meant, and not a byte of them to another.</summary>
public sealed class HttpTrustTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly Issuer _issuer = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _between;

    public HttpTrustTests()
    {
        _authority = _issuer.Issue("CN=authority", null, isAuthority: true);
        _between = _issuer.Issue("CN=between", _authority, isAuthority: true);
    }

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("authority")]
    [InlineData("fingerprint of between")]
    [InlineData("fingerprint of leaf")]
    public void The_right_chain_is_spoken_to_by_authority_or_fingerprint(string trust)
    {
        X509Certificate2 leaf = _issuer.Issue("CN=localhost", _between);
        AssertSpeaks(leaf, trust, isTrusted: true);
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("fingerprint of authority")]
    [InlineData("fingerprint of between")]
    public void A_forged_chain_is_not_spoken_to(string trust)
    {
        AssertSpeaks(_issuer.Issue("CN=localhost", null), trust, isTrusted: false); // signed by itself
        X509Certificate2 namesake = _issuer.Issue("CN=between", _issuer.Issue("CN=authority", null, isAuthority: true), isAuthority: true);
        AssertSpeaks(_issuer.Issue("CN=localhost", namesake), trust, isTrusted: false, namesake); // by one of the same name
        X509Certificate2 real = _issuer.Issue("CN=localhost", _between);
        AssertSpeaks(_issuer.Issue("CN=localhost", real), trust, isTrusted: false, real); // by one that may not sign
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("fingerprint of between")]
    [InlineData("fingerprint of leaf")]
    public void A_server_whose_certificate_is_expired_or_not_in_force_yet_is_not_spoken_to(string trust)
    {
        AssertSpeaks(_issuer.Issue("CN=localhost", _between, until: s_now.AddMinutes(-5)), trust, isTrusted: false);
        AssertSpeaks(_issuer.Issue("CN=localhost", _between, from: s_now.AddHours(1), until: s_now.AddHours(2)), trust, isTrusted: false);
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("fingerprint of between")]
    [InlineData("fingerprint of leaf")]
    public void A_server_of_another_name_is_not_spoken_to(string trust) =>
        AssertSpeaks(_issuer.Issue("CN=elsewhere", _between), trust, isTrusted: false);

    [Fact]
    public void Without_authority_or_fingerprint_the_system_decides_and_does_not_know_ours() =>
        AssertSpeaks(_issuer.Issue("CN=localhost", _between), "system", isTrusted: false);

    private void AssertSpeaks(X509Certificate2 leaf, string trust, bool isTrusted, params X509Certificate2[] more)
    {
        using var server = new PostStandIn(leaf, [.. more, _between, _authority])
        {
            Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret")),
        };
        X509Certificate2? pinned = trust switch
        {
            "fingerprint of authority" => _authority, // which a server does not send
            "fingerprint of between" => _between,
            "fingerprint of leaf" => leaf,
            _ => null,
        };
        using var engine = new Engine(1);
        engine.Queue<int>([7]).PostTo(
            new HttpPostOptions
            {
                Address = new Uri($"https://localhost:{server.Address.Port}/in"),
                UserName = "me",
                Password = "secret",
                CertificateAuthority = trust == "authority" ? _authority : null,
                CertificateFingerprint = pinned?.GetCertHashString(HashAlgorithmName.SHA256),
                RetryFor = TimeSpan.Zero,
                TimeProvider = TimeProvider.System,
            },
            RecordEncoders.Text<int>());
        engine.Tick();
        if (isTrusted)
        {
            Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero)); // the batch did not fail
            Assert.Equal("7\n", Assert.Single(server.Taken).Body);
        }
        else
        {
            string message = engine.Failure().InnerException!.Message;
            Assert.Contains($"https://localhost:{server.Address.Port}", message, StringComparison.Ordinal);
            Assert.Contains("no secure connection", message, StringComparison.Ordinal);
            Assert.Contains("CertificateFingerprint", message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        }

        Assert.Equal(isTrusted ? 1 : 0, server.Requests);
    }
}
