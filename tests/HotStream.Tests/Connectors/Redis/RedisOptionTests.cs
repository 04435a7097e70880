using HotStream.Redis;

namespace HotStream.Tests.Connectors.Redis;

public sealed class RedisOptionTests
{
    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new RedisOptions();
        var replay = new RedisReplayOptions();
        var append = new RedisAppendOptions();
        (string Name, Action Set)[] bad =
        [
            ("RecordsMax", () => options.RecordsMax = 0), ("Field", () => options.Field = ""), ("Consumer", () => options.Consumer = ""),
            ("ClaimAfter", () => options.ClaimAfter = TimeSpan.FromSeconds(-1)), ("Timeout", () => options.Timeout = TimeSpan.Zero),
            ("Poll", () => options.Poll = TimeSpan.Zero), ("Start", () => replay.Start = (RedisStart)7),
            ("RetryFor", () => replay.RetryFor = TimeSpan.FromSeconds(-1)), ("InFlightMax", () => append.InFlightMax = 0),
            ("LengthMax", () => append.LengthMax = 0), ("Field", () => append.Field = ""),
            ("RetryFor", () => append.RetryFor = TimeSpan.FromSeconds(-1)),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
    }

    [Theory]
    [InlineData("redis.example")]
    [InlineData("http://redis.example")]
    [InlineData("redis://host/plant")]
    [InlineData("redis://host/?timeout=1")]
    [InlineData("redis://me:secret@host")]
    public void An_address_that_cannot_work_is_refused_and_shows_no_secret(string address)
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => context.RedisStream(address, "key", "group"));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.Contains("redis://HOST:6379/DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://host", "redis://host:6379", 0)]
    [InlineData("rediss://host:1/", "rediss://host:1", 0)]
    [InlineData("redis://host/3", "redis://host:6379/3", 3)]
    public void An_address_names_host_port_and_database(string address, string expected, int database)
    {
        var parsed = RedisAddress.Parse(address);
        Assert.Equal((expected, database), (parsed.ToString(), parsed.Database));
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>("key", () => context.RedisStream("redis://host", "", "group"));
        Assert.Throws<ArgumentException>("group", () => context.RedisStream("redis://host", "key", ""));
        Assert.Throws<ArgumentException>("key", () => context.RedisReplayStream("redis://host", ""));
        Assert.Throws<ArgumentException>("key", () => new RedisSink<string>("redis://host", "", RecordEncoders.Text<string>()));
    }

    [Fact]
    public void Secrets_are_in_no_text()
    {
        object[] all =
        [
            new RedisOptions { Password = "secret" }, new RedisReplayOptions { Password = "secret" },
            new RedisAppendOptions { Password = "secret" },
        ];
        Assert.All(all, static options => Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal));
        Assert.All(all, static options => Assert.Contains("password ***", options.ToString(), StringComparison.Ordinal));
    }
}
