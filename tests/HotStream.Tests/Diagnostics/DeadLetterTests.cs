using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Diagnostics;

/// <summary>What a dead letter keeps, and how it is written and read again.</summary>
public sealed class DeadLetterTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_letter_keeps_the_whole_record()
    {
        byte[] record = Encoding.UTF8.GetBytes(new string('x', 300_000));
        var letter = new DeadLetter("tcp://127.0.0.1:9999", "byte 7", "too long", record);
        Assert.Equal((300_000L, false), (letter.Length, letter.IsCut));
        Assert.Equal(record, letter.Record.ToArray());
    }

    [Fact]
    public void What_is_posted_is_cut_at_the_option_between_characters_says_so_and_is_stamped_by_the_contexts_clock()
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(with: options =>
        {
            options.DeadLetterBytesMax = 5;
            options.DeadLetters = letters.Add;
        });
        engine.Context.PostDeadLetter(new DeadLetter("here", "1", "why", Encoding.UTF8.GetBytes("aäääz")));
        engine.Context.PostDeadLetter(new DeadLetter("here", "2", "why", Encoding.UTF8.GetBytes("aaäz")));
        engine.Context.PostDeadLetter(new DeadLetter("here", "3", "why", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]));
        Assert.Equal(["aää", "aaäz"], letters.Take(2).Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Equal([(8L, true), (5L, false), (6L, true)], letters.Select(letter => (letter.Length, letter.IsCut)));
        Assert.Equal(5, letters[2].Record.Length);
        Assert.All(letters, letter => Assert.Equal(engine.Clock.GetUtcNow(), letter.Time));
    }

    [Fact]
    public void A_line_is_one_object_with_the_record_as_text()
    {
        var letter = new DeadLetter("mqtt", "topic a", "not \"right\"\nat all", "häl\tlo\u001b"u8) { Time = s_noon };
        Assert.Equal(
            """{"time":"2026-01-31T12:00:00+00:00","source":"mqtt","position":"topic a","reason":"not \"right\"\nat all","length":8,"record":"häl\tlo\u001B"}""" + "\n",
            Encoding.UTF8.GetString(LineOf(letter)));
    }

    [Fact]
    public void What_is_no_text_stands_in_base64()
    {
        Assert.Contains("\"length\":3,\"base64\":\"AP8C\"}", Encoding.UTF8.GetString(LineOf(new DeadLetter("s", "p", "r", [0, 255, 2]))),
            StringComparison.Ordinal);
    }

    [Property]
    public Property Any_letter_comes_back_from_its_line()
    {
        Gen<byte[]> bytes = Gen.OneOf(
            Cases.Arrays(Gen.Choose(0, 255).Select(x => (byte)x), 0, 50),
            Cases.Arrays(Gen.Elements("\"", "\\", "\n", "\0", "ä", "\u2028", "😀", "x", "\r"), 0, 50)
            .Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))));
        Gen<(byte[] Record, string Text, int More)> cases = from record in bytes
                                                            from text in Cases.Arrays(Gen.Elements("\u001b", "\"",
                                                                "\n", "ä", "/", "x"), 0, 9)
                                                            from more in Gen.Choose(0, 2)
                                                            select (record, string.Concat(text), more);
        return Cases.ForAll(cases, x =>
        {
            var letter = new DeadLetter(x.Text, x.Text + "p", "r" + x.Text, x.Record.Length + x.More, x.Record) { Time = s_noon };
            byte[] line = LineOf(letter);
            Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
            DeadLetter back = DeadLetterLines.Read(line);
            Assert.Equal((letter.Source, letter.Position, letter.Reason, letter.Length, letter.IsCut, letter.Time),
                (back.Source, back.Position, back.Reason, back.Length, back.IsCut, back.Time));
            Assert.Equal(x.Record, back.Record.ToArray());
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"source":"s","position":"p","reason":"r"}""")]
    [InlineData("""{"source":"s","position":"p","reason":"r","record":7}""")]
    [InlineData("""{"source":"s","position":"p","reason":"r","base64":"?"}""")]
    [InlineData("""{"source":"s","position":"p","reason":"r","length":1,"record":"ab"}""")]
    [InlineData("""{"source":"s","position":"p","reason":"r","record":"ab"}{}""")]
    public void What_is_no_letter_is_refused(string line) =>
        Assert.Throws<FormatException>(() => DeadLetterLines.Read(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Fields_of_a_later_version_and_half_characters_do_no_harm()
    {
        Assert.Equal("r", DeadLetterLines.Read("""{"new":{"a":[1]},"source":"s","position":"p","reason":"r","record":"ab"}"""u8).Reason);
        Assert.Equal("half \uFFFD", DeadLetterLines.Read(LineOf(new DeadLetter("s", "p", "half \ud800", []))).Reason);
    }

    [Fact]
    public void A_letter_prints_without_control_characters_and_without_its_record()
    {
        Assert.Equal("s, topic \\u{1b}[31m: r (6 bytes)", new DeadLetter("s", "topic \u001b[31m", "r", "secret"u8).ToString());
    }

    private static byte[] LineOf(DeadLetter letter)
    {
        var line = new ArrayBufferWriter<byte>();
        DeadLetterLines.Write(letter, line);
        return line.WrittenSpan.ToArray();
    }
}
