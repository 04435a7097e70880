namespace HotStream.Tests.Connectors.Kinesis;

public sealed class KinesisOptionTests
{
    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new KinesisOptions();
        var sink = new KinesisSinkOptions();
        (string Name, Action Set)[] bad =
        [
            ("ServiceUrl", () => options.ServiceUrl = "ftp://host"), ("ServiceUrl", () => options.ServiceUrl = "http://me:secret@host"),
            ("ServiceUrl", () => options.ServiceUrl = "http://host/path"), ("Region", () => options.Region = "a b"),
            ("Region", () => options.Region = ""), ("Timeout", () => options.Timeout = TimeSpan.Zero),
            ("Start", () => options.Start = (KinesisStart)7),
            ("WhenRecordsAreGone", () => options.WhenRecordsAreGone = (KinesisLostRecords)7),
            ("RecordsMax", () => options.RecordsMax = 0), ("HeldBytesMax", () => options.HeldBytesMax = 0),
            ("ReadInterval", () => options.ReadInterval = TimeSpan.FromSeconds(-1)),
            ("LookForShards", () => options.LookForShards = TimeSpan.Zero), ("RetryFor", () => options.RetryFor = TimeSpan.FromSeconds(-1)),
            ("RetryFor", () => sink.RetryFor = TimeSpan.FromSeconds(-1)), ("RecordBytesMax", () => sink.RecordBytesMax = 0),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void A_name_that_cannot_be_is_refused(string name)
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>("stream", () => context.KinesisStream(name));
        Assert.Throws<ArgumentException>("stream", () => new KinesisSink<string>(name, null, RecordEncoders.Text<string>()));
    }

    [Fact]
    public void Half_of_a_key_is_refused_and_no_text_shows_a_secret()
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>(() => context.KinesisStream("s", new KinesisOptions { AccessKey = "id" }));
        Assert.Throws<ArgumentException>(() => context.KinesisStream("s", new KinesisOptions { SessionToken = "token" }));
        Assert.Throws<ArgumentException>(
            () => context.KinesisStream("s", new KinesisOptions { AccessKey = "id", SecretKey = "x", Profile = "p" }));
        string shown = new KinesisOptions { AccessKey = "id-7", SecretKey = "secret-7", SessionToken = "token-7" }.ToString()
            + new KinesisSinkOptions { AccessKey = "id-7", SecretKey = "secret-7", SessionToken = "token-7" };
        Assert.DoesNotContain("-7", shown, StringComparison.Ordinal);
    }
}
