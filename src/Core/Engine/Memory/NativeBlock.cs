using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A zeroed piece of native memory, aligned to a cache line, or to 2 MiB and offered to the kernel as huge pages when it is that large
/// (6 to 20 % on tables that outgrow the TLB). Zeroing is the operating system's, page by page at first touch, so that a large table
/// costs nothing when it is made. On Linux a large block is mapped by itself: the C library would hand out memory it has used before, which
/// is in small pages already. Let go, it is kept for the next that is as large (<see cref="KeptMemory"/>), and cleared then.
/// </summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int MadviseDontNeed = 4;
    private const int MadviseHugePage = 14;
    private const nuint SmallPage = 4096;
    private const int ProtReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;

    private void* _allocation;
    private nuint _mapped; // length when mapped, 0 when allocated

    public NativeBlock(nuint bytes)
    {
        Length = bytes;
        nuint alignment = bytes >= HugePage ? HugePage : 64;
        bool isUsed = false;
        if (alignment == HugePage && OperatingSystem.IsLinux())
        {
            _mapped = Rounded(bytes) + HugePage;
            _allocation = KeptMemory.TryTake(_mapped);
            isUsed = _allocation is not null;
            if (!isUsed)
            {
                _allocation = Map(bytes, _mapped);
            }
        }
        else
        {
            _allocation = NativeMemory.AllocZeroed(bytes + alignment);
        }

        Pointer = (byte*)(((nuint)_allocation + alignment - 1) & ~(alignment - 1));
        if (isUsed)
        {
            NativeMemory.Clear(Pointer, bytes);
        }
        else if (_mapped != 0)
        {
            _ = Madvise(Pointer, Rounded(bytes), MadviseHugePage); // a hint: failure changes speed, not meaning
        }
    }

    ~NativeBlock() => Free();

    /// <summary>First byte.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Usable bytes.</summary>
    public nuint Length { get; }

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

    private static nuint Rounded(nuint bytes) => (bytes + HugePage - 1) & ~(HugePage - 1);

    private static void* Map(nuint bytes, nuint mapped)
    {
        void* start = Mmap(null, mapped, ProtReadWrite, MapPrivateAnonymous, -1, 0);
        return start != (void*)-1 ? start : throw new InsufficientMemoryException(
            $"The system gives no {bytes} bytes for a table; use more partitions, or fewer keys in a batch.");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

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
