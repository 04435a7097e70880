using HotStream.Postgres;

namespace HotStream.Tests.Connectors.Postgres;

public sealed class PostgresSourceOptionTests
{
    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new PostgresChangeOptions();
        var notifications = new PostgresNotificationOptions();
        (string Name, Action Set)[] bad =
        [
            ("RecordsMax", () => options.RecordsMax = 0), ("RetryFor", () => options.RetryFor = TimeSpan.FromSeconds(-1)),
            ("KeepAlive", () => notifications.KeepAlive = TimeSpan.Zero),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
    }

    [Theory]
    [InlineData("Hots=there;Password=secret")]
    [InlineData("Password=secret")]
    [InlineData("postgres://me:secret@host/db")]
    public void A_connection_string_that_cannot_work_is_refused_and_shows_no_secret(string connectionString)
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(
            () => context.PostgresChangeStream(connectionString, "slot", "publication"));
        Assert.Equal("connectionString", refused.ParamName);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>("slot", () => context.PostgresChangeStream("Host=host", "A slot", "publication"));
        Assert.Throws<ArgumentException>("publication", () => context.PostgresChangeStream("Host=host", "slot", ""));
        Assert.Throws<ArgumentException>("channel", () => context.PostgresNotificationStream("Host=host", ""));
    }

    [Theory]
    [InlineData("0/16B3748", 0x16B3748UL, 0)]
    [InlineData("A/FF+5000", 0xA000000FFUL, 5000)]
    public void A_position_is_what_the_server_writes_and_how_much_of_a_transaction_was_read(string text, ulong lsn, int taken)
    {
        Assert.Equal(new ChangePosition(lsn, taken), ChangePosition.Parse(text));
        Assert.Equal(text, new ChangePosition(lsn, taken).ToString());
    }
}
