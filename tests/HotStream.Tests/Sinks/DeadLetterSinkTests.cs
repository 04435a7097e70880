using System.Buffers;
using System.Text;
using HotStream.Tests.Delivering;
using HotStream.Tests.Io;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

/// <summary>Dead letters into a sink: written behind all outputs of their batch, and before it is acknowledged.</summary>
public sealed class DeadLetterSinkTests
{
    [Fact]
    public void What_a_batch_refuses_is_in_the_file_when_the_batch_is_done()
    {
        using var folder = new Folder();
        string path = folder.PathOf("letters.jsonl");
        using var engine = new Engine(partitions: 2);
        engine.Context.WriteDeadLettersTo(new DeadLetterFileSink(path));
        engine.Queue<string>(["a", "!b\u001b", "c"], ["d"], ["!e"]).WriteTo(new RecordingSink());
        var after = new List<int>();
        engine.Context.BatchCompleted += _ => after.Add(File.Exists(path) ? Letters(path).Length : 0);
        engine.Tick(3);
        Assert.Equal([1, 1, 2], after);
        DeadLetter[] letters = Letters(path);
        Assert.Equal(["!b\u001b", "!e"], letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.All(letters, letter => Assert.Equal(("recording", "begins with !"), (letter.Source, letter.Reason)));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(3), letters[0].Time);
    }

    [Fact]
    public void A_second_run_adds_to_the_file_and_half_a_letter_of_a_crash_is_cut_off()
    {
        using var folder = new Folder();
        string path = folder.PathOf("letters.jsonl");
        Refuse(path, "!1");
        File.AppendAllText(path, File.ReadAllText(path)[..^20]);
        Refuse(path, "!2");
        Assert.Equal(["!1", "!2"], Letters(path).Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        string foreign = folder.PathOf("notes.txt");
        File.WriteAllText(foreign, "no newline at the end");
        Refuse(foreign, "!3");
        Assert.StartsWith("no newline at the end\n{\"time\":", File.ReadAllText(foreign), StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_of_a_batch_that_runs_again_in_the_next_life_are_in_the_file_once()
    {
        using var folder = new Folder();
        string path = folder.PathOf("letters.jsonl");
        using var lives = new Lives(2, context =>
        {
            context.WriteDeadLettersTo(new DeadLetterFileSink(path));
            DStream<string> input = new ScriptedInput<string>(context, number => ["a", $"!{number}", "b", "!same", $"!{number}"]);
            input.WriteTo(new RecordingSink());
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        lives.Live(0);
        lives.Live(2);
        Assert.Contains(lives.Seen.Values, seen => seen.Count == 3);
        Assert.Equal([.. Enumerable.Range(0, 5).SelectMany(number => (string[])[$"!{number}", "!same", $"!{number}"])],
            Letters(path).Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        lives.Live(1, restores: false); // another query, whose first batch has the letters of the first batch before
        Assert.Equal(18, Letters(path).Length);
    }

    [Fact]
    public void Letters_that_cannot_be_written_fail_the_batch_and_are_written_with_the_next()
    {
        bool isFull = true;
        var sink = new LetterSink(() => isFull);
        using var engine = new Engine(partitions: 1);
        engine.Context.WriteDeadLettersTo(sink);
        engine.Queue<string>(["!a"], ["!b"]).WriteTo(new RecordingSink());
        engine.Tick();
        Assert.Contains("no room", engine.Failure().Message, StringComparison.Ordinal);
        isFull = false;
        engine.Tick();
        Assert.Equal(["!a", "!b"], sink.Written);
    }

    [Fact]
    public void What_the_sink_of_letters_refuses_does_not_come_back_for_ever()
    {
        var sink = new LetterSink(() => false) { Refuses = true };
        var seen = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = seen.Add);
        engine.Context.WriteDeadLettersTo(sink);
        engine.Queue<string>(["!a"], [], []).WriteTo(new RecordingSink());
        engine.Tick(3);
        Assert.Equal(["recording", "letters"], seen.Select(letter => letter.Source));
    }

    [Fact]
    public void A_full_box_fails_the_batch_that_found_no_room()
    {
        var box = new DeadLetterBox("letters", 2000);
        box.Add(new DeadLetter("s", "1", "r", new byte[1000]));
        box.Add(new DeadLetter("s", "2", "r", new byte[1000]));
        List<DeadLetter> letters = box.Take(out long lost);
        Assert.Equal((1, 1L), (letters.Count, lost));
        box.Add(new DeadLetter("s", "3", "r", new byte[1000]));
        box.PutBack(letters);
        Assert.Equal("1", Assert.Single(box.Take(out lost)).Position);
        Assert.Equal(1, lost);
    }

    [Fact]
    public void One_sink_takes_them_and_before_the_start()
    {
        using var engine = new Engine();
        engine.Context.WriteDeadLettersTo(new LetterSink(() => false));
        Assert.Throws<InvalidOperationException>(() => engine.Context.WriteDeadLettersTo(new LetterSink(() => false)));
    }

    private static void Refuse(string path, string record)
    {
        using var engine = new Engine(partitions: 1);
        engine.Context.WriteDeadLettersTo(new DeadLetterFileSink(path));
        engine.Queue<string>([record]).WriteTo(new RecordingSink());
        engine.Tick();
    }

    private static DeadLetter[] Letters(string path) =>
        [.. File.ReadAllLines(path).Select(line => DeadLetterLines.Read(Encoding.UTF8.GetBytes(line)))];

    private sealed class LetterSink(Func<bool> isFull) : Sink<DeadLetter>("letters")
    {
        public List<string> Written { get; } = [];

        public bool Refuses { get; init; }

        protected internal override SinkWriter<DeadLetter> OpenWriter(SinkPartition partition) => new Writer(this, partition, isFull);

        private sealed class Writer(LetterSink sink, SinkPartition partition, Func<bool> isFull) : SinkWriter<DeadLetter>
        {
            protected internal override void Begin(BatchTime time)
            {
            }

            protected internal override void Write(ReadOnlySpan<DeadLetter> records)
            {
                foreach (DeadLetter letter in records)
                {
                    if (isFull())
                    {
                        throw new IOException("no room");
                    }

                    if (sink.Refuses)
                    {
                        partition.Reject(new DeadLetter(sink.Name, letter.Position, "not taken", letter.Record.Span));
                        continue;
                    }

                    sink.Written.Add(Encoding.UTF8.GetString(letter.Record.Span));
                }
            }

            protected internal override Task CompleteAsync(CancellationToken stop) => Task.CompletedTask;

            protected internal override void Abort()
            {
            }
        }
    }
}
