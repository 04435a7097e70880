using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

public sealed class ConsoleSinkTests
{
    [Fact]
    public void Every_record_is_a_line_in_the_order_of_partitions_and_a_failed_batch_prints_nothing()
    {
        using var output = new MemoryStream();
        using (var engine = new Engine(partitions: 3))
        {
            engine.Queue<int>([1, 2, 3, 4, 5], [7, 8, 0, 9], [6]).Map(x => KeyValuePair.Create(60 / x, "é"))
                .WriteTo(new ConsoleSink<KeyValuePair<int, string>>(output));
            engine.Tick(3);
            Assert.IsType<DivideByZeroException>(engine.Failure().InnerException);
        }

        Assert.Equal("(60,é)\n(30,é)\n(20,é)\n(15,é)\n(12,é)\n(10,é)\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void A_record_whose_text_cannot_be_made_is_a_dead_letter_and_the_others_are_printed()
    {
        using var output = new MemoryStream();
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<Mute>([new Mute("a"), new Mute(null), new Mute("c")]).WriteTo(new ConsoleSink<Mute>(output));
        engine.Tick();
        Assert.Equal("a\nc\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("batch 1000 ms, partition 0, record 1", Assert.Single(letters).Position);
    }

    [Fact]
    public void An_encoder_of_the_users_own_writes_the_lines_and_what_it_cannot_write_is_a_dead_letter()
    {
        using var output = new MemoryStream();
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<double>([1, double.NaN, 2.5]).WriteTo(new ConsoleSink<double>(output, RecordEncoders.Json<double>((json, number) =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(number);
            json.WriteEndArray();
        })));
        engine.Tick();
        Assert.Equal("[1]\n[2.5]\n", Encoding.UTF8.GetString(output.ToArray()));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(("console", "batch 1000 ms, partition 0, record 1", "NaN"),
            (letter.Source, letter.Position, Encoding.UTF8.GetString(letter.Record.Span)));
    }

    private sealed class Mute(string? text)
    {
        public override string ToString() => text ?? throw new InvalidOperationException("nothing to say");
    }
}
