namespace HotStream.Tests.Memory;

/// <summary>Leases, and what is refused after the last one is returned. Holds in Debug and in Release alike: no test here asks which it is.</summary>
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
}
