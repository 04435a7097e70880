using System.Numerics;

namespace HotStream;

/// <summary>
/// Slabs beyond the usual size, for long lines and payloads: by powers of two, used again, and never unmapped, so that whoever still reads
/// one that was given back reads memory and not a hole, and then learns that it was too late. What they hold goes back to the operating
/// system; the address space stays. Rare: a plain lock is enough.
/// </summary>
internal static unsafe class LargeSlabs
{
    private static readonly Dictionary<int, Stack<(Slab Slab, NativeBlock Block)>> s_free = []; // by capacity
    private static readonly Dictionary<Slab, NativeBlock> s_blocks = [];
    private static readonly Lock s_gate = new();

    /// <summary>A slab of at least so many bytes.</summary>
    public static Slab Rent(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        lock (s_gate)
        {
            if (!s_free.TryGetValue(size, out Stack<(Slab Slab, NativeBlock Block)>? free))
            {
                s_free[size] = free = new();
            }

            if (!free.TryPop(out (Slab Slab, NativeBlock Block) large))
            {
                var block = new NativeBlock((nuint)(size + Slab.ReadablePadding));
                large = (new Slab(block.Pointer, size), block);
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
            s_free[slab.Capacity].Push((slab, block));
        }
    }
}
