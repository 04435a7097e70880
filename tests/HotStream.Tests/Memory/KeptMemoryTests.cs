namespace HotStream.Tests.Memory;

/// <summary>Large blocks that were let go are used again, cleared, and no more of them is kept than is allowed.</summary>
[Collection(AloneCollection.Name)]
public sealed unsafe class KeptMemoryTests
{
    private const nuint HugePage = 2 << 20;

    [Theory]
    [InlineData((6 << 20) + 4096)]
    [InlineData((1 << 20) - 4099)] // less than a huge page, and no whole number of small ones
    public void A_block_that_was_let_go_comes_again_and_is_cleared(int odd) // a size that nobody else asks for
    {
        nuint length = (nuint)odd;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Large blocks are mapped, and kept, on Linux only.");
        byte* first;
        using (var block = new NativeBlock(length))
        {
            first = block.Pointer;
            new Span<byte>(first, odd).Fill(0xAB);
        }

        Assert.InRange(KeptMemory.Bytes, odd, KeptMemory.BytesMax);
        using var again = new NativeBlock(length);
        Assert.Equal((nint)first, (nint)again.Pointer);
        Assert.Equal(-1, new ReadOnlySpan<byte>(again.Pointer, odd).IndexOfAnyExcept((byte)0));
        using var other = new NativeBlock(length);
        Assert.NotEqual((nint)again.Pointer, (nint)other.Pointer); // it is in use
    }

    [Fact]
    public void No_more_is_kept_than_is_allowed_and_the_oldest_goes_first()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Large blocks are mapped, and kept, on Linux only.");
        var length = (nuint)(KeptMemory.BytesMax / 4);
        NativeBlock[] blocks = [.. Enumerable.Range(0, 6).Select(_ => new NativeBlock(length))]; // nobody touches them: they cost nothing
        byte* newest = blocks[^1].Pointer;
        foreach (NativeBlock block in blocks)
        {
            block.Dispose();
            Assert.InRange(KeptMemory.Bytes, 0, KeptMemory.BytesMax);
        }

        nuint mapped = ((length + HugePage - 1) & ~(HugePage - 1)) + HugePage; // with room to align it
        void* kept = KeptMemory.TryTake(mapped);
        Assert.InRange(newest - (byte*)kept, 0, (long)HugePage); // the block lies in it
        KeptMemory.Keep(kept, mapped);
        new NativeBlock((nuint)KeptMemory.BytesMax + 1).Dispose(); // larger than all that may be kept
        Assert.Equal(0, KeptMemory.Bytes);
    }
}
