using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HotStream.Tests.Streams;

/// <summary>Signals of the system; real processes that get them are in the tests of the examples and of the tool.</summary>
public sealed class StopSignalTests
{
    [Fact]
    public void The_first_signal_asks_for_a_stop_and_the_second_is_not_held_back()
    {
        using var signals = new StopSignals(CancellationToken.None);
        var first = new PosixSignalContext(PosixSignal.SIGINT);
        var second = new PosixSignalContext(PosixSignal.SIGTERM);
        Assert.False(signals.Token.IsCancellationRequested);
        signals.OnSignal(first);
        Assert.True(first.Cancel);
        Assert.True(signals.Token.IsCancellationRequested);
        signals.OnSignal(second);
        Assert.False(second.Cancel);
    }

    [Fact]
    public void A_signal_after_a_stop_that_the_program_asked_for_is_still_the_first()
    {
        using var stop = new CancellationTokenSource();
        using var signals = new StopSignals(stop.Token);
        stop.Cancel();
        Assert.True(signals.Token.IsCancellationRequested);
        var first = new PosixSignalContext(PosixSignal.SIGINT);
        signals.OnSignal(first);
        Assert.True(first.Cancel);
    }

    [Fact]
    public async Task A_signal_to_this_process_ends_the_run_and_finishes_what_was_received()
    {
        using var engine = new Engine();
        var receiver = new Receiving.ScriptedReceiver<int>();
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        Task run = engine.Context.RunAsync(stopOnSignals: true);
        receiver.Send([1, 2, 3]);
        receiver.WaitUntilStored();
        using (var kill = Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]))
        {
            await kill.WaitForExitAsync();
        }

        await run.WaitAsync(Engine.Patience);
        Assert.Equal([[1, 2, 3]], seen);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public async Task Without_signals_the_token_ends_the_run()
    {
        using var engine = new Engine();
        Engine.Collect(engine.Queue<int>([1]));
        using var stop = new CancellationTokenSource();
        Task run = engine.Context.RunAsync(stopOnSignals: false, stop.Token);
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        await run.WaitAsync(Engine.Patience);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }
}
