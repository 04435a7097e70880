namespace HotStream.Tests.Diagnostics;

/// <summary>What came from outside neither moves a terminal's cursor nor shows a password.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plant/1", "plant/1")]
    [InlineData("größe 温度 🙂", "größe 温度 🙂")]
    [InlineData("a\nb\r\tc", @"a\u{a}b\u{d}\u{9}c")]
    [InlineData("\u001b[31mred\u009b0m\u007f", @"\u{1b}[31mred\u{9b}0m\u{7f}")]
    [InlineData("abc\u202Etxt\u2028x\u200B", @"abc\u{202e}txt\u{2028}x\u{200b}")]
    [InlineData(null, "null")]
    public void Control_and_format_characters_are_shown_as_escapes(string? text, string plain) => Assert.Equal(plain, PlainText.Of(text));

    [Fact]
    public void A_lone_surrogate_is_shown_as_an_escape() => Assert.Equal(@"a\u{d800}b", PlainText.Of("a\ud800b"));

    [Fact]
    public void Long_text_is_cut_and_says_so()
    {
        Assert.Equal("aaaa... (6 more)", PlainText.Of("aaaaaaaaaa", 4));
        Assert.Equal("aaaa... (12 more) ...", PlainText.Of("aaaaaaaaaaaaaaaaaaaaaaaa"u8, 4));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_such() => Assert.Equal("a\uFFFDb", PlainText.Of([(byte)'a', 0xFF, (byte)'b']));

    [Theory]
    [InlineData("postgres://plant:s3cret@host/db", "postgres://plant:***@host/db")]
    [InlineData("postgres://plant:s3@c:r/et@ho st/db", "postgres://plant:***@ho st/db")]
    [InlineData("mqtt://host:1883", "mqtt://host:1883")]
    [InlineData("plant:s3cret@host", "plant:***@host")]
    [InlineData("elasticsearch://host/index?apiKey=s3cret&id=x", "elasticsearch://host/index?apiKey=***&id=x")]
    [InlineData("Host=h;Username=u;Password=s3cret;Database=d", "Host=h;Username=u;Password=***;Database=d")]
    [InlineData("http://user@host/", "http://user@host/")]
    public void Addresses_lose_what_is_secret(string address, string shown) => Assert.Equal(shown, PlainText.Address(address));

    [Theory]
    [InlineData(-1, "0 ms")]
    [InlineData(0, "0 ms")]
    [InlineData(120, "120 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(999.7, "1.0 s")]
    [InlineData(2149, "2.1 s")]
    [InlineData(99_940, "99.9 s")]
    [InlineData(100_000, "1 min 40 s")]
    [InlineData(3_599_999, "59 min 59 s")]
    [InlineData(7_800_000, "2 h 10 min")]
    [InlineData(360_000_000, "100 h 0 min")]
    public void Times_are_said_as_people_say_them(double milliseconds, string said) =>
        Assert.Equal(said, PlainText.Of(TimeSpan.FromMilliseconds(milliseconds)));
}
