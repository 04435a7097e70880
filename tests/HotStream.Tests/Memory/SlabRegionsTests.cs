namespace HotStream.Tests.Memory;

[Collection(AloneCollection.Name)]
public sealed unsafe class SlabRegionsTests : IDisposable
{
    private const int Flood = 40 * SlabRegions.SlabsPerRegion;
    private const int Others = 4; // regions that may be shared with others, who come and go meanwhile
    private const int Enough = 40 - Others;

    public SlabRegionsTests() => SlabRegions.Periods.Change(Timeout.Infinite, Timeout.Infinite); // they end when a test says so

    public void Dispose() => SlabRegions.Periods.Change(SlabRegions.PeriodMilliseconds, SlabRegions.PeriodMilliseconds);

    [Fact]
    public void What_a_flood_needed_and_two_periods_did_not_goes_back_to_the_system()
    {
        Slab[] others = RentAllFree();
        EndTwoPeriods();
        Slab[] slabs = RentMany(Flood);
        Utf8Slice old = slabs[0].Slice(0, 100);
        ReturnAll(slabs);
        int cold = SlabRegions.Cold;
        EndTwoPeriods(); // the flood was in one of them
        Assert.Equal(cold, SlabRegions.Cold);
        Assert.All(slabs, slab => Assert.Equal(0xAB, slab.Pointer[70]));
        SlabRegions.GiveBackIdle();
        Assert.InRange(SlabRegions.Cold, cold + Enough, int.MaxValue);
        if (OperatingSystem.IsLinux())
            Assert.InRange(slabs.Count(slab => slab.Pointer[70] == 0), Enough * SlabRegions.SlabsPerRegion, Flood);
        Assert.Throws<ObjectDisposedException>(() => old.ToString());

        int warm = SlabRegions.Warm;
        int all = warm + SlabRegions.Cold;
        Slab[] again = RentMany(Flood);
        Assert.Equal(Flood, again.Distinct().Count());
        Assert.InRange(SlabRegions.Warm, warm + 1, int.MaxValue);
        Assert.Equal(all, SlabRegions.Warm + SlabRegions.Cold); // what is cold is used before anything new
        ReturnAll(again);
        ReturnAll(others);
    }

    [Fact]
    public void What_each_period_needs_stays()
    {
        for (int period = 0; period < 7; period++)
        {
            ReturnAll(RentMany(Flood));
            SlabRegions.GiveBackIdle();
            Assert.InRange(SlabRegions.Warm, Enough, int.MaxValue); // what others leave meanwhile may go
        }
    }

    [Fact]
    public void Use_gathers_in_few_regions_so_that_the_others_become_whole()
    {
        Slab[] others = RentAllFree();
        EndTwoPeriods();
        Slab[] slabs = RentMany(Flood);
        int cold = SlabRegions.Cold;
        Slab[] scattered = [.. slabs.Where((_, i) => i % 16 == 0)]; // two of each region
        ReturnAll([.. slabs.Where((_, i) => i % 16 != 0)]);
        EndTwoPeriods();
        SlabRegions.GiveBackIdle();
        Assert.InRange(SlabRegions.Cold, cold, cold + 2); // held everywhere
        Slab[] gathered = RentMany(scattered.Length);
        ReturnAll(scattered);
        EndTwoPeriods();
        SlabRegions.GiveBackIdle();
        Assert.InRange(SlabRegions.Cold, cold + Enough, int.MaxValue);
        Assert.All(gathered, slab => Assert.Equal(-1, slab.Bytes.IndexOfAnyExcept((byte)0xAB)));
        ReturnAll(gathered);
        ReturnAll(others);
    }

    [Fact]
    public void What_is_leased_keeps_its_bytes_while_others_go_back_and_come()
    {
        int before = SlabPool.Outstanding;
        int wrong = 0;
        using var end = new CancellationTokenSource();
        SideThread[] threads = [.. Enumerable.Range(1, 3).Select(id => new SideThread(() => RentAndCheck((byte)id)))];
        Array.ForEach(threads, thread => thread.Start());
        int cold = 0;
        for (int round = 0; round < 2_000; round++)
        {
            SlabRegions.GiveBackIdle();
            cold = Math.Max(cold, SlabRegions.Cold);
        }

        end.Cancel();
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, wrong);
        Assert.Equal(before, SlabPool.Outstanding);
        Assert.InRange(cold, 1, int.MaxValue);

        void RentAndCheck(byte id)
        {
            var random = new Random(id);
            while (!end.IsCancellationRequested)
            {
                Slab[] slabs = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => SlabPool.Rent())];
                foreach (Slab slab in slabs)
                {
                    (slab.Bytes[0], slab.Bytes[^1]) = (id, id);
                }

                Interlocked.Add(ref wrong, slabs.Count(slab => slab.Bytes[0] != id || slab.Bytes[^1] != id));
                ReturnAll(slabs);
            }
        }
    }

    /// <summary>Until the next come from regions that nobody has a part of.</summary>
    private static Slab[] RentAllFree()
    {
        var slabs = new List<Slab>();
        for (int warm = SlabRegions.Warm; SlabRegions.Warm == warm;)
        {
            slabs.Add(SlabPool.Rent());
        }

        return [.. slabs];
    }

    private static void EndTwoPeriods()
    {
        SlabRegions.GiveBackIdle();
        SlabRegions.GiveBackIdle();
    }

    private static Slab[] RentMany(int count)
    {
        Slab[] slabs = [.. Enumerable.Range(0, count).Select(_ => SlabPool.Rent())];
        Array.ForEach(slabs, slab => slab.Bytes.Fill(0xAB));
        return slabs;
    }

    private static void ReturnAll(Slab[] slabs) => Array.ForEach(slabs, slab => slab.Release());
}
