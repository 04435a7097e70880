using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Execution;

public sealed class GuardedLoggerTests
{
    private readonly LogCapture _log = new();
    private readonly ManualClock _clock = new();
    private readonly EngineLogs _logs;

    public GuardedLoggerTests() => _logs = new EngineLogs(_log, _clock);

    [Fact]
    public void Of_one_cause_a_few_lines_a_second_pass_and_the_rest_is_counted()
    {
        ILogger logger = _logs.Get("a");
        for (int i = 0; i < 1000; i++)
        {
            Log.DeadLettered(logger, "tcp://a", $"line {i}", "too long", 7);
        }

        Assert.Equal(GuardedLogger.LinesPerSecond, _log.Entries.Count);
        _logs.LogHeldBack();
        Assert.Equal(GuardedLogger.LinesPerSecond, _log.Entries.Count); // the second is not over
        _clock.Advance(TimeSpan.FromSeconds(1));
        _logs.LogHeldBack();
        _logs.LogHeldBack();
        (int id, LogLevel level, string message) = _log.Entries.Last();
        Assert.Equal(GuardedLogger.LinesPerSecond + 1, _log.Entries.Count);
        Assert.Equal((1004, LogLevel.Warning), (id, level));
        Assert.StartsWith("995 more like this were held back: Dead letter from tcp://a", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_count_comes_before_the_next_line_of_its_cause_and_at_the_end()
    {
        ILogger logger = _logs.Get("a");
        for (int second = 0; second < 2; second++)
        {
            for (int i = 0; i < 7; i++)
            {
                Log.InputReported(logger, "files", "gone");
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.StartsWith("2 more", _log.Entries.ElementAt(GuardedLogger.LinesPerSecond).Message, StringComparison.Ordinal);
        _logs.LogHeldBack(all: true);
        Assert.StartsWith("2 more", _log.Entries.Last().Message, StringComparison.Ordinal);
        Assert.Equal(12, _log.Entries.Count);
    }

    [Fact]
    public void Another_event_another_source_and_another_logger_are_other_causes()
    {
        for (int i = 0; i < 100; i++)
        {
            Log.InputReported(_logs.Get("a"), "x", "gone");
            Log.InputReported(_logs.Get("a"), "y", "gone");
            Log.DeadLettered(_logs.Get("a"), "x", "1", "bad", 1);
            Log.InputReported(_logs.Get("b"), "x", "gone");
        }

        Assert.Equal(4 * GuardedLogger.LinesPerSecond, _log.Entries.Count);
    }

    [Fact]
    public void Sources_that_strangers_make_up_neither_fill_the_memory_nor_the_log()
    {
        ILogger logger = _logs.Get("a");
        for (int i = 0; i < 100_000; i++)
        {
            Log.DeadLettered(logger, $"client {i}", "1", "bad", 1);
        }

        Assert.InRange(_log.Entries.Count, 1024, 1024 + GuardedLogger.LinesPerSecond);
    }

    [Fact]
    public void Control_characters_of_any_value_reach_no_log()
    {
        Log.DeadLettered(_logs.Get("a"), "topic\u001b[2J\r\nfatal: forged", "1", "\u202e", 1);
        string message = _log.Entries.Single().Message;
        Assert.DoesNotContain(message, character => char.IsControl(character) || character == '\u202e');
        Assert.Contains("\\u{1b}[2J\\u{d}\\u{a}fatal: forged", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_logger_or_its_factory_throws_goes_no_further()
    {
        ILogger logger = new EngineLogs(new Throwing(null)).Get("a");
        Log.Stopped(logger, "x");
        Assert.True(logger.IsEnabled(LogLevel.Error));
        Assert.Null(logger.BeginScope("scope"));
        ILogger substitute = new EngineLogs(new Throwing(new InvalidDataException("factory"))).Get("a");
        Log.Stopped(substitute, "x");
        Assert.False(substitute.IsEnabled(LogLevel.Information)); // standard error takes warnings
    }

    [Fact]
    public void A_logger_that_throws_at_every_message_harms_no_batch_no_receiver_and_no_stop()
    {
        int meters = 0;
        using var meter = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "HotStream")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        int thread = -1;
        meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) => ThrowOnDriver());
        meter.SetMeasurementEventCallback<double>((instrument, value, tags, _) => ThrowOnDriver());
        using var activities = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == "HotStream",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                Volatile.Read(ref thread) == Environment.CurrentManagedThreadId ? throw new InvalidDataException("sample")
                : System.Diagnostics.ActivitySamplingResult.None,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(activities);
        using (var engine = new Engine(with: options =>
        {
            options.LoggerFactory = new Throwing(null);
            options.DeadLetters = _ => throw new InvalidDataException("dead letters");
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1);
        }))
        {
            var receiver = new Receiving.ScriptedReceiver<int>();
            engine.Context.BatchCompleted += _ => throw new InvalidDataException("completed");
            engine.Context.AddListener(new HeardEvents { Then = _ => throw new InvalidDataException("listener") });
            List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
            engine.Queue<int>([1], [2]).ForeachBatch(_ => Volatile.Write(ref thread, Environment.CurrentManagedThreadId));
            engine.Queue<int>([1], [2]).ForeachBatch(_ => throw new InvalidDataException("output"));
            engine.Context.Start();
            receiver.Send([1, 2]);
            receiver.WaitUntilStored();
            engine.Context.PostDeadLetter(new DeadLetter("a", "1", "bad", "x"u8));
            engine.Tick();
            receiver.Send([3]);
            receiver.WaitUntilStored();
            meter.Start();
            engine.Tick();
            engine.Tick();
            engine.Context.Stop(graceful: true);
            Assert.Equal([1, 2, 3], seen.SelectMany(batch => batch).Order());
            Assert.True(meters > 0);
        }

        void ThrowOnDriver()
        {
            if (Volatile.Read(ref thread) == Environment.CurrentManagedThreadId) // other tests record on other threads
            {
                meters++;
                throw new InvalidDataException("meter");
            }
        }
    }

    private sealed class Throwing(Exception? atCreation) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => atCreation is null ? this : throw atCreation;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidDataException("scope");

        public bool IsEnabled(LogLevel logLevel) => throw new InvalidDataException("enabled");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new InvalidDataException("log");

        public void Dispose()
        {
        }
    }
}
