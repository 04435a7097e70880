using System.Buffers;
using System.Globalization;
using System.Text;
using HotStream.StandIn;

namespace HotStream.Tests.Sinks.Http;

/// <summary>What sinks over HTTP share: one base of options, one way to say who one is.</summary>
public sealed class HttpSinkOptionsTests : IDisposable
{
    private readonly Streams.Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Both_sinks_take_their_time_outs_limits_and_trust_from_one_base()
    {
        string[] own = [.. typeof(HttpPostOptions).GetProperties().Concat(typeof(ElasticsearchOptions).GetProperties())
            .Where(property => property.DeclaringType != typeof(HttpSinkOptions))
            .GroupBy(property => property.Name)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key)];
        Assert.Equal([], own);
        Assert.Equal((1 << 20, 256 << 10), (new ElasticsearchOptions().RequestBytes, new HttpPostOptions().RequestBytes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("token")]
    public void Posting_says_who_it_is_and_takes_any_encoder(string? token)
    {
        using var server = new PostStandIn
        {
            Authorization = token is null ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret")) : "Bearer token",
        };
        var options = new HttpPostOptions
        {
            Address = server.Address,
            UserName = token is null ? "me" : null,
            Password = token is null ? "secret" : null,
            BearerToken = token,
            RetryFor = TimeSpan.Zero,
            TimeProvider = TimeProvider.System,
        };
        _engine.Queue<int>([7, 8]).PostTo(options, RecordEncoders.Bytes<int>((number, output) =>
            output.Write(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)))));
        _engine.Tick();
        Assert.Equal("78", string.Concat(server.Taken.Select(request => request.Body.Replace("\n", "", StringComparison.Ordinal)).Order()));
    }

    [Fact]
    public void Two_ways_to_say_who_one_is_are_refused()
    {
        var address = new Uri("http://127.0.0.1:9/in");
        Refused("BearerToken", new() { Address = address, UserName = "me", BearerToken = "token" });
        Refused("the header authorization",
            new() { Address = address, UserName = "me", Headers = new Dictionary<string, string> { ["authorization"] = "Bearer token" } });

        void Refused(string message, HttpPostOptions options) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => _engine.Queue<Utf8Slice>().PostTo(options)).Message,
                StringComparison.Ordinal);
    }
}
