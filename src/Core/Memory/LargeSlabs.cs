using System.Numerics;

namespace HotStream;

/// <summary>
/// Slabs beyond the usual size, for long lines and payloads: by powers of two, used again, and never unmapped, so that whoever still reads one that was given back reads memory and not a hole, and
/// then learns that it was too late. What they hold goes back to the operating system; the address space stays. Rare: a plain lock is enough.
/// </summary>
internal static unsafe class LargeSlabs
{
    private static readonly Stack<(Slab Slab, NativeBlock Block)>[] s_free = [.. Enumerable.Range(0, SlabTable.OffsetBits + 1).Select(_ => new Stack<(Slab, NativeBlock)>())];
    private static readonly Dictionary<Slab, NativeBlock> s_blocks = [];
    private static readonly Lock s_gate = new();

    /// <summary>A slab of at least so many bytes.</summary>
    public static Slab Rent(int capacity)
    {
        int size = BitOperations.Log2((uint)capacity - 1) + 1;
        lock (s_gate)
        {
            if (!s_free[size].TryPop(out (Slab Slab, NativeBlock Block) large))
            {
                var block = new NativeBlock((nuint)((1 << size) + Slab.ReadablePadding));
                large = (new Slab(block.Pointer, 1 << size), block);
            }

            s_blocks[large.Slab] = large.Block;
            return large.Slab;
        }
    }

    /// <summary>The last lease was returned.</summary>
    public static void Return(Slab slab)
    {
        lock (s_gate)
        {
            s_blocks.Remove(slab, out NativeBlock? block);
            block!.Discard();
            s_free[BitOperations.Log2((uint)slab.Capacity)].Push((slab, block));
        }
    }
}
