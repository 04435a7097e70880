using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HotStream.Sinks;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>
/// Who gets user and password: the server whose certificate, or whose authority's, is pinned, and nobody who merely shows it.
/// </summary>
public sealed class ServerTrustTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly Issuer _issuer = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _between;

    public ServerTrustTests()
    {
        _authority = _issuer.Issue("CN=authority", null, isAuthority: true);
        _between = _issuer.Issue("CN=between", _authority, isAuthority: true);
    }

    [Theory]
    [InlineData("authority", true)]
    [InlineData("between", true)]
    [InlineData("leaf", true)]
    [InlineData("other", false)]
    public void The_right_chain_is_trusted_whichever_of_its_certificates_is_pinned(string pinned, bool isTrusted)
    {
        X509Certificate2 leaf = _issuer.Issue("CN=localhost", _between);
        X509Certificate2 pin = pinned switch
        {
            "authority" => _authority,
            "between" => _between,
            "leaf" => leaf,
            _ => _issuer.Issue("CN=other", null, isAuthority: true)
        };
        Check(leaf, [_between, _authority], pin, isTrusted);
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("between")]
    public void A_forged_leaf_with_the_public_certificate_appended_is_not_trusted(string pinned)
    {
        X509Certificate2 pin = pinned == "authority" ? _authority : _between;
        // signed by itself
        Check(_issuer.Issue("CN=localhost", null), [_between, _authority], pin, isTrusted: false);
        // by another authority
        X509Certificate2 evil = _issuer.Issue("CN=evil", null, isAuthority: true);
        Check(_issuer.Issue("CN=localhost", evil), [_between, _authority], pin, isTrusted: false);
        X509Certificate2 namesake = _issuer.Issue(pin.Subject, null, isAuthority: true);
        // by one of the same name
        Check(_issuer.Issue("CN=localhost", namesake), [_between, _authority], pin, isTrusted: false);
        Check(_issuer.Issue("CN=localhost", namesake), [namesake, _between, _authority], pin, isTrusted: false);
        X509Certificate2 real = _issuer.Issue("CN=localhost", _between);
        // by a certificate that may not sign
        Check(_issuer.Issue("CN=localhost", real), [real, _between, _authority], pin, isTrusted: false);
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("leaf")]
    public void What_is_out_of_date_or_of_another_name_or_no_server_is_not_trusted(string pinned)
    {
        foreach (X509Certificate2 leaf in new[]
        {
            _issuer.Issue("CN=localhost", _authority, until: s_now.AddMinutes(-5)),
            _issuer.Issue("CN=localhost", _authority, from: s_now.AddHours(5), until: s_now.AddHours(6)),
            _issuer.Issue("CN=elsewhere", _authority),
        })
        {
            Check(leaf, [_authority], pinned == "leaf" ? leaf : _authority, isTrusted: false);
        }

        X509Certificate2 client = _issuer.Issue("CN=localhost", _authority, usage: "1.3.6.1.5.5.7.3.2");
        Check(client, [_authority], _authority, isTrusted: false);
    }

    [Fact]
    public void An_authority_that_is_given_is_no_more_than_that()
    {
        Check(_issuer.Issue("CN=localhost", _authority), [], null, isTrusted: true);
        Check(_issuer.Issue("CN=localhost", _issuer.Issue("CN=authority", null, isAuthority: true)), [_authority], null, isTrusted: false);
        Check(_issuer.Issue("CN=elsewhere", _authority), [], null, isTrusted: false);
    }

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("between", "localhost", true)]
    [InlineData("leaf", "localhost", true)]
    [InlineData("leaf", "127.0.0.1", false)]
    [InlineData("other", "localhost", false)]
    public void A_sink_speaks_to_nobody_else(string pinned, string host, bool isTrusted)
    {
        X509Certificate2 leaf = _issuer.Issue("CN=localhost", _between);
        X509Certificate2 pin = pinned switch { "between" => _between, "leaf" => leaf, _ => _issuer.Issue("CN=other", null, isAuthority: true) };
        using var server = new ElasticsearchStandIn(certificate: leaf, sentAlong: [_between]);
        using var engine = new Engine(1);
        engine.Queue<int>([1]).SaveToElasticsearch(
            new ElasticsearchOptions
            {
                Nodes = [new Uri($"https://{host}:{server.Address.Port}")],
                Index = "i",
                RetryFor = TimeSpan.Zero,
                TimeProvider = TimeProvider.System,
                UserName = "me",
                Password = "secret",
                CertificateFingerprint = pin.GetCertHashString(HashAlgorithmName.SHA256),
            },
            (json, value) =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            });
        engine.Tick();
        Assert.Equal(isTrusted ? 1 : 0, server.Documents("i").Count);
    }

    /// <summary>Asks as the handshake does, with what the server sent along; null for the pin gives the authority itself.</summary>
    private void Check(X509Certificate2 leaf, X509Certificate2[] sentAlong, X509Certificate2? pin, bool isTrusted)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(sentAlong);
        SslPolicyErrors errors = chain.Build(leaf) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
        errors |= leaf.MatchesHostname("localhost") ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateNameMismatch;
        var trust = new ServerTrust(pin is null ? _authority : null, pin?.GetCertHashString(HashAlgorithmName.SHA256));
        Assert.True(
            trust.IsTrusted(this, leaf, chain, errors) == isTrusted,
            $"{leaf.Subject} of {leaf.Issuer}, {leaf.NotBefore} to {leaf.NotAfter}, pinned {pin?.Subject}: trusted is not {isTrusted}");
    }
}
