using System.Diagnostics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class ParkerTests
{
    private static readonly int s_longSleep = 4 * (int)Engine.Patience.TotalMilliseconds; // nobody waits for its end

    [Fact]
    public void No_wake_up_is_lost()
    {
        // A lost wake-up costs the sleeper its whole time-out: nothing moves any more.
        const int rounds = 100_000;
        using var parker = new Parker();
        int made = 0;
        int woken = 0;
        var sleeper = new SideThread(() =>
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
                    parker.Park(s_longSleep);
                }

                Volatile.Write(ref woken, woken + 1);
            }
        });
        sleeper.Start();
        var random = new Random(7);
        for (int i = 0; i < rounds; i++)
        {
            Volatile.Write(ref made, i + 1);
            parker.Wake();
            Thread.SpinWait(random.Next(40));
        }

        AssertEnds(sleeper, () => Volatile.Read(ref woken));
    }

    [Fact]
    public void Threads_that_hand_over_in_turn_never_sleep_through_their_turn()
    {
        const int turns = 20_000;
        using var even = new Parker();
        using var odd = new Parker();
        int turn = 0;
        SideThread[] players =
        [
            new SideThread(() => Play(parity: 0, even, odd)),
            new SideThread(() => Play(parity: 1, odd, even)),
        ];
        Array.ForEach(players, player => player.Start());
        Array.ForEach(players, player => AssertEnds(player, () => Volatile.Read(ref turn)));
        Assert.Equal(turns, turn);

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
                        mine.Park(s_longSleep);
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
        Assert.InRange(clock.ElapsedMilliseconds, 40, s_longSleep);
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
        Assert.InRange(clock.ElapsedMilliseconds, 40, s_longSleep);
    }

    [Fact]
    public void A_wake_up_between_announcing_and_parking_is_kept()
    {
        using var parker = new Parker();
        parker.Announce();
        parker.Wake();
        var clock = Stopwatch.StartNew();
        parker.Park(s_longSleep);
        Assert.True(clock.ElapsedMilliseconds < s_longSleep / 2);
    }

    /// <summary>A thread ends, however slowly, as long as it makes progress.</summary>
    private static void AssertEnds(SideThread thread, Func<int> progress)
    {
        for (int before = progress(); !thread.Join(Engine.Patience); before = progress())
        {
            Assert.True(progress() > before, $"A wake-up was lost: nothing moves any more after {before}.");
        }
    }
}
