using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HotStream.Tests.Generators;

namespace HotStream.Tests.Memory;

/// <summary>A large block that grows keeps its bytes, and what is new is zero, whatever lay in that memory before.</summary>
public sealed unsafe partial class NativeBlockTests
{
    private const int Huge = 2 << 20;

    [Property(MaxTest = 30)]
    public Property Bytes_stay_and_new_ones_are_zero_however_it_grows() => Cases.ForAllLists(
        Cases.Arrays(Gen.Choose(1, 5 * Huge), 1, 6),
        static steps =>
        {
            Soil(steps);
            var block = new NativeBlock(Huge + 1);
            Fill(block, 0);
            foreach (int more in steps)
            {
                nuint before = block.Length;
                Assert.True(block.TryGrow(before + (nuint)more));
                Assert.Equal(before + (nuint)more, block.Length);
                Assert.Equal(0U, (nuint)block.Pointer % Huge);
                AssertFilled(block, before);
                Assert.False(new ReadOnlySpan<byte>(block.Pointer + before, more).ContainsAnyExcept((byte)0));
                Fill(block, before);
            }

            block.Dispose();
        });

    [Fact]
    public void A_block_whose_memory_is_several_mappings_grows_too()
    {
        const int NoHugePages = 15;
        const nuint Length = 4 * Huge;
        using var block = new NativeBlock(Length);
        Fill(block, 0);
        Assert.Equal(0, Madvise(block.Pointer + Huge, Huge, NoHugePages)); // a mapping of its own now
        Assert.True(block.TryGrow(3 * Length));
        AssertFilled(block, Length);
        Assert.False(new ReadOnlySpan<byte>(block.Pointer + Length, (int)(2 * Length)).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_small_block_does_not_grow_and_stays_as_it_is()
    {
        using var block = new NativeBlock(1000);
        Fill(block, 0);
        Assert.False(block.TryGrow(4 * Huge));
        Assert.Equal((nuint)1000, block.Length);
        AssertFilled(block, 1000);
    }

    [Fact]
    public void What_a_growing_array_does_not_keep_is_zero()
    {
        using var array = new GrowingArray<long>();
        array.EnsureCapacity(Huge, 0);
        array.Span(Huge).Fill(-1);
        array.EnsureCapacity(3 * Huge, kept: 1000);
        Assert.All(array.Span(1000).ToArray(), static value => Assert.Equal(-1, value));
        Assert.False(array.Span(3 * Huge)[1000..].ContainsAnyExcept(0L));
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* start, nuint length, int advice);

    /// <summary>Leaves memory with other bytes in it for those who come next.</summary>
    private static void Soil(int[] steps)
    {
        nuint length = Huge + 1;
        foreach (int more in steps)
        {
            length += (nuint)more;
            using var used = new NativeBlock(length);
            new Span<byte>(used.Pointer, (int)length).Fill(0xEE);
        }
    }

    private static void Fill(NativeBlock block, nuint from)
    {
        for (nuint at = from; at < block.Length; at++)
        {
            block.Pointer[at] = (byte)((at % 251) + 1);
        }
    }

    private static void AssertFilled(NativeBlock block, nuint length)
    {
        nuint at = 0;
        while (at < length && block.Pointer[at] == (byte)((at % 251) + 1))
        {
            at++;
        }

        Assert.Equal(length, at);
    }
}
