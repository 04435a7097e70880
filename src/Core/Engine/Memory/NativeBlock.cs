using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A zeroed piece of native memory, aligned to a cache line, or to 2 MiB and offered to the kernel as huge pages when it is that large
/// (6 to 20 % on tables that outgrow the TLB). Zeroing is the operating system's, page by page at first touch, so that a large table
/// costs nothing when it is made. On Linux a large block is mapped by itself: the C library would hand out memory it has used before, which
/// is in small pages already. So is one of 64 KiB and more: the C library gives what is let go at the end of its heap back to the system,
/// and the next query would touch each page of its first tables anew (7 % of the samples of one over 200 MB, on a virtual machine). Let
/// go, a mapped block is kept for the next that is as large (<see cref="KeptMemory"/>), and cleared then.
/// </summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int MadviseDontNeed = 4;
    private const int MadviseHugePage = 14;
    private const nuint SmallPage = 4096;
    private const nuint MappedMin = 64 << 10;
    private const int ProtReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;
    private const int MapFixed = 0x10;
    private const int MremapMayMoveFixed = 3;

    private void* _allocation;
    private nuint _mapped; // length when mapped, 0 when allocated
    private nuint[] _pieces = []; // lengths of the system's mappings from the pointer on, whole huge pages; none when it is less than one

    /// <param name="bytes">How many.</param>
    /// <param name="isZeroed">Whether what was used before is cleared; who writes before reading need not pay for it.</param>
    public NativeBlock(nuint bytes, bool isZeroed = true)
    {
        Length = bytes;
        nuint alignment = bytes >= HugePage ? HugePage : 64;
        bool isUsed = false;
        if (bytes >= MappedMin && OperatingSystem.IsLinux())
        {
            _mapped = alignment == HugePage ? Rounded(bytes) + HugePage
                : (bytes + alignment + SmallPage - 1) & ~(SmallPage - 1); // a vector's load may reach behind the end
            _allocation = Take(bytes, _mapped, out isUsed);
            _pieces = alignment == HugePage ? [Rounded(bytes)] : [];
        }
        else
        {
            _allocation = NativeMemory.AllocZeroed(bytes + alignment);
        }

        Pointer = Aligned(_allocation, alignment);
        if (isUsed && isZeroed)
        {
            NativeMemory.Clear(Pointer, bytes);
        }
        else if (!isUsed && _pieces.Length > 0)
        {
            _ = Madvise(Pointer, Rounded(bytes), MadviseHugePage); // a hint: failure changes speed, not meaning
        }
    }

    ~NativeBlock() => Free();

    /// <summary>First byte.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Usable bytes.</summary>
    public nuint Length { get; private set; }

    /// <summary>
    /// Makes a large block longer: its pages move to where there is room behind them, and no byte is copied. What is new is zero, the
    /// addresses change.
    /// </summary>
    /// <returns>False, and nothing has changed, when it is too small for that.</returns>
    public bool TryGrow(nuint bytes)
    {
        if (_pieces.Length == 0 || bytes <= Length)
        {
            return false;
        }

        nuint mapped = Rounded(bytes) + HugePage;
        void* allocation = Take(bytes, mapped, out bool isUsed);
        byte* pointer = Aligned(allocation, HugePage);
        nuint moved = MovePiecesTo(pointer);
        Unmap(_allocation, (nuint)(Pointer - (byte*)_allocation));
        Unmap(Pointer + moved, (nuint)((byte*)_allocation + _mapped - (Pointer + moved)));
        if (!isUsed)
        {
            _ = Madvise(pointer + moved, Rounded(bytes) - moved, MadviseHugePage);
        }

        NativeMemory.Clear(pointer + Length, (isUsed ? bytes : Math.Min(moved, bytes)) - Length); // what was used before, not what is fresh
        _pieces = [.. _pieces, .. Rounded(bytes) > moved ? [Rounded(bytes) - moved] : Array.Empty<nuint>()];
        _allocation = allocation;
        _mapped = mapped;
        Pointer = pointer;
        Length = bytes;
        return true;
    }

    /// <summary>Forgets the bytes and gives their memory back, as far as the system can, while the addresses stay readable.</summary>
    public void Discard()
    {
        if (_mapped != 0)
        {
            _ = Madvise(Pointer, Length & ~(SmallPage - 1), MadviseDontNeed); // a hint: without it the memory is used again all the same
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Moves all pages. A piece that the system does not move is copied: memory that was kept may be several mappings, which older systems
    /// move one by one only.
    /// </summary>
    /// <returns>How many bytes.</returns>
    private nuint MovePiecesTo(byte* pointer)
    {
        nuint moved = 0;
        foreach (nuint piece in _pieces)
        {
            if (Mremap(Pointer + moved, piece, piece, MremapMayMoveFixed, pointer + moved) == (void*)-1)
            {
                MapAt(pointer + moved, piece); // the system may have taken away what lay there before it saw that it cannot
                NativeMemory.Copy(Pointer + moved, pointer + moved, piece);
                Unmap(Pointer + moved, piece);
            }

            moved += piece;
        }

        return moved;
    }

    private static void MapAt(byte* start, nuint length)
    {
        if (Mmap(start, length, ProtReadWrite, MapPrivateAnonymous | MapFixed, -1, 0) == (void*)-1)
        {
            throw new InsufficientMemoryException($"The system gives no {length} bytes for a table that grows.");
        }

        _ = Madvise(start, length, MadviseHugePage);
    }

    private static byte* Aligned(void* allocation, nuint alignment) => (byte*)(((nuint)allocation + alignment - 1) & ~(alignment - 1));

    /// <summary>Gives mapped memory back to the system.</summary>
    public static void Unmap(void* start, nuint length)
    {
        if (length > 0)
        {
            _ = Munmap(start, length);
        }
    }

    private static nuint Rounded(nuint bytes) => (bytes + HugePage - 1) & ~(HugePage - 1);

    /// <summary>Memory that was kept, and holds anything, or fresh memory.</summary>
    private static void* Take(nuint bytes, nuint mapped, out bool isUsed)
    {
        void* kept = KeptMemory.TryTake(mapped);
        isUsed = kept is not null;
        return isUsed ? kept : Map(bytes, mapped);
    }

    private static void* Map(nuint bytes, nuint mapped)
    {
        void* start = Mmap(null, mapped, ProtReadWrite, MapPrivateAnonymous, -1, 0);
        return start != (void*)-1 ? start : throw new InsufficientMemoryException(
            $"The system gives no {bytes} bytes for a table; use more partitions, or fewer keys in a batch.");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap")]
    private static partial void* Mremap(void* from, nuint length, nuint newLength, int flags, void* to);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Munmap(void* start, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* start, nuint length, int advice);

    private void Free()
    {
        if (_allocation is null)
        {
            return;
        }

        if (_mapped != 0)
        {
            KeptMemory.Keep(_allocation, _mapped);
        }
        else
        {
            NativeMemory.Free(_allocation);
        }

        _allocation = null;
        Pointer = null;
    }
}
