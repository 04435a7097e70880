using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Pipes;

/// <summary>Lines of pipes: whatever the segments are, with a pipe that is full, that fails, and that is left at a stop.</summary>
public sealed class PipeTextStreamTests
{
    private static readonly PipeOptions s_small = new(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048, minimumSegmentSize: 256);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Lines_come_whole_whatever_pieces_they_are_written_in(int piece)
    {
        using var engine = new Engine();
        var pipe = new Pipe(s_small);
        List<List<string>> seen = Engine.Collect(engine.Context.PipeTextStream(pipe.Reader).Map(line => line.ToString()));
        string[] lines =
            [.. Enumerable.Range(0, 3_000).Select(i => new string((char)('a' + (i % 26)), i % 97) + i), new string('x', 60_000)];
        engine.Context.Start();
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join("\r\n", lines)); // the last one without its end
        for (int at = 0; at < bytes.Length; at += piece)
        {
            await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)), TestContext.Current.CancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        Engine.WaitFor(() => engine.Context.Progress.Receivers.All(info => !info.IsActive), "the source ended");
        engine.Tick();
        Assert.Equal(lines, seen.SelectMany(batch => batch));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_pipe_that_fails_gives_the_lines_before_and_the_rest_is_a_dead_letter()
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var engine = new Engine(with: options => options.DeadLetters = letters.Enqueue);
        var pipe = new Pipe();
        List<List<string>> seen = Engine.Collect(engine.Context.PipeTextStream(pipe.Reader).Map(line => line.ToString()));
        engine.Context.Start();
        await pipe.Writer.WriteAsync("whole\nhal"u8.ToArray(), TestContext.Current.CancellationToken);
        TickUntil(engine, seen, 1); // a failed pipe gives nothing more, read or not
        await pipe.Writer.CompleteAsync(new IOException("the cable is gone"));
        Engine.WaitFor(() => engine.Context.Progress.Receivers.All(info => !info.IsActive), "the source ended");
        engine.Tick();
        Assert.Equal(["whole"], seen.SelectMany(batch => batch));
        Assert.Equal("the cable is gone", engine.Context.Progress.Receivers[0].LastException?.Message);
        Assert.Equal("hal", Encoding.UTF8.GetString(Assert.Single(letters).Record.Span));
    }

    [Fact]
    public async Task While_the_engine_is_full_the_writer_waits_and_at_a_stop_the_rest_stays_in_the_pipe()
    {
        using var engine = new Engine(with: options => options.MemoryBudgetBytes = 512 * 1024);
        var pipe = new Pipe(s_small);
        Engine.Collect(engine.Context.PipeTextStream(pipe.Reader).Map(line => line.ToString()));
        engine.Context.Start();
        byte[] line = Encoding.UTF8.GetBytes(new string('y', 999) + "\n");
        int written = 0;
        Task? waiting = null;
        while (waiting is null && written < 20_000)
        {
            Task<FlushResult> write = pipe.Writer.WriteAsync(line, TestContext.Current.CancellationToken).AsTask();
            waiting = await Task.WhenAny(write, Task.Delay(2_000, TestContext.Current.CancellationToken)) == write ? null : write;
            written++;
        }

        Assert.NotNull(waiting);
        engine.Context.Stop(graceful: false);
        ReadResult rest = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.InRange(rest.Buffer.Length, 1, written * line.Length);
    }

    [Fact]
    public async Task A_graceful_stop_processes_what_was_read()
    {
        using var engine = new Engine();
        var pipe = new Pipe();
        List<List<string>> seen = Engine.Collect(engine.Context.PipeTextStream(pipe.Reader).Map(line => line.ToString()));
        engine.Context.Start();
        await pipe.Writer.WriteAsync("one\ntwo\nthr"u8.ToArray(), TestContext.Current.CancellationToken);
        TickUntil(engine, seen, 2);
        engine.Context.Stop(graceful: true);
        Assert.Equal(["one", "two", "thr"], seen.SelectMany(batch => batch));
    }

    private static void TickUntil(Engine engine, List<List<string>> seen, int lines) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            return seen.Sum(batch => batch.Count) == lines;
        },
        "the lines were taken");
}
