using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>Two threads answer each other through two flags on cache lines of their own: one hop is half a round trip.</summary>
internal sealed class PingPongLimit : ILimit
{
    private const int Rounds = 1_000_000;

    private PaddedPosition _ping;
    private PaddedPosition _pong;

    public LimitResult Measure() =>
        LimitResult.Of("hop between threads", "ns", "two volatile flags, half a round trip; lower is better", HopNanoseconds);

    private double HopNanoseconds()
    {
        _ping.Value = _pong.Value = 0;
        var other = new Thread(Answer);
        other.Start();
        var clock = Stopwatch.GetTimestamp();
        for (var round = 1; round <= Rounds; round++)
        {
            Volatile.Write(ref _ping.Value, round);
            Await(ref _pong.Value, round);
        }

        var elapsed = Stopwatch.GetElapsedTime(clock);
        other.Join();
        return elapsed.TotalNanoseconds / Rounds / 2;
    }

    private void Answer()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            Await(ref _ping.Value, round);
            Volatile.Write(ref _pong.Value, round);
        }
    }

    private static void Await(ref long flag, long value)
    {
        // Spins without a pause, which would hide the hop; yields now and then lest both threads share a core.
        for (var spin = 0; Volatile.Read(ref flag) != value; spin++)
        {
            if (spin > 100_000)
                Thread.Yield();
        }
    }
}
