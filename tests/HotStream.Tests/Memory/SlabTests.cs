namespace HotStream.Tests.Memory;

/// <summary>
/// Leases, and what is refused after the last one is returned. Holds in Debug and in Release alike: no test here asks which it is.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class SlabTests
{
    [Fact]
    public void A_long_text_refuses_to_be_read_after_its_slab_was_released()
    {
        var memory = new TextMemory();
        Utf8Slice text = memory.Add("long enough to lie in the slab");
        Utf8Slice other = memory.Add("long enough to lie in the slat");
        Utf8Split words = text.Words();
        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => text.ToString());
        Assert.Throws<ObjectDisposedException>(() => text.ToArray());
        Assert.Throws<ObjectDisposedException>(() => text.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => text[0]);
        Assert.Throws<ObjectDisposedException>(() => text.GetHashCode());
        Assert.Throws<ObjectDisposedException>(() => text == other);
        Assert.Throws<ObjectDisposedException>(() => text.CompareTo(other));
        Assert.Throws<ObjectDisposedException>(() => text.Substring(5, 20));
        Assert.Throws<ObjectDisposedException>(() => text.Trim());
        var error = Assert.Throws<ObjectDisposedException>(words.ToStrings);
        Assert.Contains("ToString()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_the_previous_tenant_never_shows_the_bytes_of_the_next()
    {
        var first = new TextMemory();
        Utf8Slice stale = first.Add("the previous tenant's text");
        first.Dispose();
        using var second = new TextMemory();
        Assert.Same(first.Slab, second.Slab); // last in, first out
        second.Add("the next tenant's own text");
        Assert.Throws<ObjectDisposedException>(() => stale.ToString());
    }

    [Fact]
    public void A_short_text_outlives_its_slab()
    {
        var memory = new TextMemory();
        Utf8Slice text = memory.Add("twelve bytes");
        memory.Dispose();
        Assert.Equal("twelve bytes", text.ToString());
    }

    [Fact]
    public void A_text_of_a_large_slab_refuses_to_be_read_after_release()
    {
        for (int round = 0; round < 3; round++)
        {
            var memory = new TextMemory(Slab.StandardCapacity + 1);
            Utf8Slice text = memory.Add("a text in a slab of its own");
            Assert.Equal("a text in a slab of its own", text.ToString());
            memory.Dispose();
            Assert.Throws<ObjectDisposedException>(() => text.ToString());
        }
    }

    [Fact]
    public void The_last_lease_gives_the_slab_back()
    {
        int before = SlabPool.Outstanding;
        Slab slab = SlabPool.Rent();
        slab.AddLease();
        Assert.Equal(2, slab.Leases);
        slab.Release();
        Assert.Equal(1, slab.Leases);
        Assert.Equal(before + 1, SlabPool.Outstanding);
        slab.Release();
        Assert.Equal(0, slab.Leases);
        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Theory]
    [InlineData(Slab.StandardCapacity)]
    [InlineData(Slab.StandardCapacity + 1)]
    public void A_release_too_many_is_refused(int capacity)
    {
        Slab slab = SlabPool.Rent(capacity);
        slab.Release();
        int before = SlabPool.Outstanding;
        var error = Assert.Throws<InvalidOperationException>(slab.Release);
        Assert.Contains("released more often than leased", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SlabPool.Outstanding);
        using var next = new TextMemory(capacity); // the pool is none the worse for it
        Assert.Equal(1, next.Slab.Leases);
    }

    [Fact]
    public void Bytes_past_the_capacity_may_be_read()
    {
        foreach (int capacity in (int[])[Slab.StandardCapacity, Slab.StandardCapacity + 1])
        {
            using var memory = new TextMemory(capacity);
            unsafe
            {
                int sum = 0;
                for (int i = 0; i < Slab.ReadablePadding; i++)
                {
                    sum += memory.Slab.Pointer[memory.Slab.Capacity + i];
                }

                Assert.True(sum >= 0);
            }
        }
    }

    [Fact]
    public void A_slice_is_refused_however_often_its_slab_was_used_since()
    {
        var memory = new TextMemory();
        Utf8Slice stale = memory.Add("the text of a batch long gone");
        Slab slab = memory.Slab;
        int index = slab.Index;
        memory.Dispose();
        for (uint use = 0; use < SlabTable.LastGeneration + 2; use++)
        {
            Slab again = SlabPool.Rent();
            Assert.Same(slab, again); // last in, first out
            if (again.Index == index && again.Reference >> 44 == stale.Tail >> 44)
            {
                Assert.Fail($"use {use} shows the generation of the stale slice again");
            }

            again.Release();
        }

        Assert.NotEqual(index, slab.Index); // it ran out of generations and goes on under another index
        using var current = new TextMemory();
        Assert.Same(slab, current.Slab);
        Assert.Equal("a text of its own, long enough", current.Add("a text of its own, long enough").ToString());
        Assert.Throws<ObjectDisposedException>(() => stale.ToString());
    }

    [Fact]
    public void Bytes_of_a_large_slab_stay_readable_after_its_release()
    {
        var memory = new TextMemory(3_000_000);
        memory.Slab.Bytes.Fill(1);
        ReadOnlySpan<byte> kept = memory.Slab.Bytes;
        memory.Dispose();
        Assert.True(kept.Length >= 3_000_000);
        // given back to the system where it takes it, else as it was: in any case no hole
        Assert.Equal(!OperatingSystem.IsLinux(), kept.Contains((byte)1));
    }

    [Fact]
    public void A_slice_read_while_its_slab_goes_from_batch_to_batch_shows_its_own_text_or_throws()
    {
        Utf8Slice shared = default;
        long read = 0;
        long refused = 0;
        using var stop = new CancellationTokenSource();
        string[] texts = [.. Enumerable.Range(0, 26).Select(i => new string((char)('a' + i), 3000))];
        var gate = new Lock();
        var reader = new SideThread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Utf8Slice slice;
                lock (gate)
                {
                    slice = shared;
                }

                char expected = slice.IsEmpty ? ' ' : (char)(slice.Head >> 32 & 0xFF); // the first byte is in the slice itself
                try
                {
                    string text = slice.ToString();
                    read++;
                    if (text.AsSpan().ContainsAnyExcept(expected))
                    {
                        Volatile.Write(ref read, long.MinValue); // another batch's bytes
                        return;
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        reader.Start();
        long until = Environment.TickCount64 + 20_000;
        for (int i = 0; (Volatile.Read(ref refused) < 1000 || Volatile.Read(ref read) < 1000) && Volatile.Read(ref read) >= 0
            && Environment.TickCount64 < until; i++)
        {
            using var memory = new TextMemory();
            Utf8Slice next = memory.Add(texts[i % 26]);
            lock (gate)
            {
                shared = next;
            }

            Thread.SpinWait(i % 200);
        }

        stop.Cancel();
        reader.Join();
        Assert.True(read > 0, $"read {read}, refused {refused}");
        Assert.True(refused > 0);
    }

    [Fact]
    public void A_slab_in_quarantine_is_overwritten_and_not_used_again_for_a_while()
    {
        var quarantine = new SlabQuarantine();
        Slab[] slabs = [.. Enumerable.Range(0, SlabQuarantine.Slabs + 1).Select(_ => SlabPool.Rent())];
        for (int i = 0; i < SlabQuarantine.Slabs; i++)
        {
            Slab taken = slabs[i];
            taken.Bytes[0] = (byte)'a';
            Assert.False(quarantine.Exchange(ref taken));
            Assert.False(slabs[i].Bytes.ContainsAnyExcept(SlabQuarantine.Poison));
        }

        Slab last = slabs[^1];
        Assert.True(quarantine.Exchange(ref last));
        Assert.Same(slabs[0], last);
        Array.ForEach(slabs, slab => slab.Release());
    }
}
