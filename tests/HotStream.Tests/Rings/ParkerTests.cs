using System.Diagnostics;

namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class ParkerTests
{
    private const int LongSleep = 10_000;

    [Fact]
    public void No_wake_up_is_lost()
    {
        // A lost wake-up costs the sleeper its whole time-out, so a few of them would show as seconds.
        const int rounds = 100_000;
        using var parker = new Parker();
        int made = 0;
        var sleeper = new Thread(() =>
        {
            for (int seen = 0; seen < rounds;)
            {
                if (Volatile.Read(ref made) > seen)
                {
                    seen++;
                    continue;
                }

                parker.Announce();
                if (Volatile.Read(ref made) > seen)
                {
                    parker.Withdraw();
                }
                else
                {
                    parker.Park(LongSleep);
                }
            }
        });
        var clock = Stopwatch.StartNew();
        sleeper.Start();
        var random = new Random(7);
        for (int i = 0; i < rounds; i++)
        {
            Volatile.Write(ref made, i + 1);
            parker.Wake();
            Thread.SpinWait(random.Next(40));
        }

        Assert.True(sleeper.Join(LongSleep * 3), "The sleeper did not wake up any more.");
        Assert.True(clock.ElapsedMilliseconds < LongSleep, $"A wake-up was lost: {clock.ElapsedMilliseconds} ms.");
    }

    [Fact]
    public void Threads_that_hand_over_in_turn_never_sleep_through_their_turn()
    {
        const int turns = 20_000;
        using var even = new Parker();
        using var odd = new Parker();
        int turn = 0;
        var clock = Stopwatch.StartNew();
        var other = new Thread(() => Play(parity: 1, odd, even));
        other.Start();
        Play(parity: 0, even, odd);
        Assert.True(other.Join(LongSleep * 3));
        Assert.Equal(turns, turn);
        Assert.True(clock.ElapsedMilliseconds < LongSleep, $"A turn was slept through: {clock.ElapsedMilliseconds} ms.");

        void Play(int parity, Parker mine, Parker theirs)
        {
            for (int next = parity; next < turns; next += 2)
            {
                while (Volatile.Read(ref turn) != next)
                {
                    mine.Announce();
                    if (Volatile.Read(ref turn) == next)
                    {
                        mine.Withdraw();
                    }
                    else
                    {
                        mine.Park(LongSleep);
                    }
                }

                Volatile.Write(ref turn, next + 1);
                theirs.Wake();
            }
        }
    }

    [Fact]
    public void Parking_ends_at_the_time_out()
    {
        using var parker = new Parker();
        var clock = Stopwatch.StartNew();
        parker.Announce();
        parker.Park(60);
        Assert.InRange(clock.ElapsedMilliseconds, 40, LongSleep);
    }

    [Fact]
    public void Waking_nobody_leaves_nothing_behind()
    {
        using var parker = new Parker();
        parker.Wake();
        parker.Announce();
        parker.Withdraw();
        parker.Wake();
        var clock = Stopwatch.StartNew();
        parker.Announce();
        parker.Park(60);
        Assert.InRange(clock.ElapsedMilliseconds, 40, LongSleep);
    }

    [Fact]
    public void A_wake_up_between_announcing_and_parking_is_kept()
    {
        using var parker = new Parker();
        parker.Announce();
        parker.Wake();
        var clock = Stopwatch.StartNew();
        parker.Park(LongSleep);
        Assert.True(clock.ElapsedMilliseconds < LongSleep / 2);
    }
}
