using HotStream.Cli;

namespace HotStream.Tests.Cli;

/// <summary>The bar of <c>hotstream sql</c>, on a terminal that is a text and a clock set by hand.</summary>
public sealed class ProgressBarTests
{
    [Fact]
    public void It_is_drawn_after_a_second_and_gone_at_the_end()
    {
        var time = new StepTime();
        using var terminal = new StringWriter();
        QueryProgress? progress = new QueryProgress(1, 4);
        using (var bar = new ProgressBar(() => progress, terminal, time))
        {
            Assert.Equal(TimeSpan.FromSeconds(1), time.Due);
            Assert.Empty(terminal.ToString());
            time.Tick();
            progress = new QueryProgress(3, 4);
            time.Tick();
            progress = null;
            time.Tick();
        }

        string line = $"reading [{new string('#', 7)}{new string('.', 23)}] 25 %";
        Assert.Equal($"\r{line}\rreading [{new string('#', 22)}{new string('.', 8)}] 75 %\r{new string(' ', line.Length)}\r",
            terminal.ToString());
        time.Tick();
        Assert.EndsWith("\r", terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quick_answer_has_none()
    {
        using var terminal = new StringWriter();
        using (new ProgressBar(() => new QueryProgress(1, 1), terminal, new StepTime()))
        {
        }

        Assert.Empty(terminal.ToString());
    }

    private sealed class StepTime : TimeProvider
    {
        private Action? _tick;

        public TimeSpan Due { get; private set; }

        public void Tick() => _tick!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            _tick = () => callback(state);
            return new Stopped();
        }

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
