using System.Diagnostics;

namespace HotStream.Tests.Recovery;

public sealed class DurableWaitTests
{
    [Fact]
    public void Those_who_wait_for_what_the_disk_does_not_take_yet_do_not_keep_each_other_awake()
    {
        const int Rounds = 100;
        using var wait = new DurableWait();
        int rounds = 0;
        int looks = 0;
        wait.Add(() =>
        {
            Interlocked.Increment(ref rounds);
            return false;
        });
        SideThread[] producers =
            [.. Enumerable.Range(0, 3).Select(_ => new SideThread(() => wait.Until(IsDurable, CancellationToken.None)))];
        long started = Stopwatch.GetTimestamp();
        Array.ForEach(producers, producer => producer.Start());
        Array.ForEach(producers, producer => Assert.True(producer.Join(ProcessWaits.Patience)));

        // a loaded machine makes it longer, and rounds that nothing slows down are over in a few milliseconds
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(Rounds / 2), "Rounds do not rest.");
        Assert.True(looks <= (rounds + 2) * producers.Length * 2, $"{looks} looks in {rounds} rounds.");

        bool IsDurable()
        {
            Interlocked.Increment(ref looks);
            return Volatile.Read(ref rounds) >= Rounds;
        }
    }

    [Fact]
    public void Who_waits_is_let_go_when_it_is_on_disk_when_it_is_stopped_and_when_all_ends()
    {
        using var stop = new CancellationTokenSource();
        var wait = new DurableWait();
        int synced = 0;
        wait.Add(() => Interlocked.Increment(ref synced) > 0);
        wait.Until(() => Volatile.Read(ref synced) >= 3, CancellationToken.None);
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => wait.Until(() => false, stop.Token));

        Exception? end = null;
        using var waits = new ManualResetEventSlim();
        var left = new SideThread(() => end = Record.Exception(() => wait.Until(Never, CancellationToken.None)));
        left.Start();
        Assert.True(waits.Wait(ProcessWaits.Patience));
        wait.Dispose();
        Assert.True(left.Join(ProcessWaits.Patience));
        Assert.IsType<ObjectDisposedException>(end);

        bool Never()
        {
            waits.Set();
            return false;
        }
    }
}
