namespace HotStream.Tests.Memory;

/// <summary>Generations of one index from the first to the last, without a slab.</summary>
public sealed unsafe class SlabTableTests
{
    private const System.Reflection.BindingFlags Hidden = System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Instance
        | System.Reflection.BindingFlags.NonPublic;

    private static readonly byte* s_bytes = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(64);

    /// <summary>Of the process's table, which must not be filled to see them come again.</summary>
    private static IEnumerable<int> UsedUp =>
        (IEnumerable<int>)typeof(SlabIndices).GetField("_usedUp",
            Hidden)!.GetValue(typeof(SlabTable).GetField("s_indices", Hidden)!.GetValue(null))!;

    [Fact]
    public void Every_generation_resolves_until_it_is_retired_and_never_again()
    {
        int index = SlabTable.NextIndex();
        SlabTable.Entry* entry = SlabTable.Publish(index, s_bytes);
        Assert.Equal(1u, entry->Generation);
        for (uint generation = 1; generation < SlabTable.LastGeneration; generation++)
        {
            if (entry->Generation != generation || !SlabTable.TryRetire(index))
            {
                Assert.Fail($"generation {generation} is {entry->Generation}");
            }
        }

        Assert.True(SlabTable.Resolve(SlabTable.Pack(SlabTable.LastGeneration, index) + 7) == s_bytes + 7);
        Assert.False(SlabTable.TryRetire(index));
        Assert.Contains(index, UsedUp);
        foreach (uint generation in (uint[])[1, 2, SlabTable.LastGeneration - 1, SlabTable.LastGeneration])
        {
            ulong reference = SlabTable.Pack(generation, index);
            Assert.Throws<ObjectDisposedException>(() => SlabTable.ThrowIfReleased(reference));
        }
    }

    [Fact]
    public void A_reference_holds_generation_index_and_offset_apart()
    {
        int index = SlabTable.NextIndex();
        SlabTable.Publish(index, s_bytes);
        ulong reference = SlabTable.Pack(1, index);
        Assert.True(SlabTable.Resolve(reference) == s_bytes);
        Assert.True(SlabTable.Resolve(reference + Slab.MaxCapacity - 1) == s_bytes + Slab.MaxCapacity - 1);
        SlabTable.ThrowIfReleased(reference);
        Assert.Throws<ObjectDisposedException>(() => SlabTable.ThrowIfReleased(SlabTable.Pack(2, index)));
        Assert.Throws<ObjectDisposedException>(() => SlabTable.ThrowIfReleased(SlabTable.Pack(SlabTable.LastGeneration, index)));
        SlabTable.TryRetire(index);
        Assert.Throws<ObjectDisposedException>(() => SlabTable.ThrowIfReleased(reference));
        SlabTable.Publish(index, s_bytes + 8);
        Assert.Throws<ObjectDisposedException>(() => SlabTable.ThrowIfReleased(reference));
        Assert.True(SlabTable.Resolve(SlabTable.Pack(2, index)) == s_bytes + 8);
    }

    [Fact]
    public void Indices_are_handed_out_once_each_and_used_up_ones_only_when_no_other_is_left()
    {
        var indices = new SlabIndices(3);
        Assert.Equal([0, 1], (int[])[indices.Next(), indices.Next()]);
        indices.PutBack(1);
        indices.PutBack(0);
        Assert.Equal([2, 1, 0], (int[])[indices.Next(), indices.Next(), indices.Next()]);
        for (int i = 0; i < 3; i++)
        {
            Assert.Contains("3 slabs", Assert.Throws<InsufficientMemoryException>(() => indices.Next()).Message, StringComparison.Ordinal);
        }

        indices.PutBack(2);
        Assert.Equal(2, indices.Next());
        Assert.Throws<InsufficientMemoryException>(() => indices.Next());
    }
}
