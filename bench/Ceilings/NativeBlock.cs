using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>Zeroed native memory, aligned to 2 MiB and offered to huge pages; touched before it is handed out.</summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    public NativeBlock(long bytes)
    {
        Bytes = ((nuint)bytes + HugePage - 1) / HugePage * HugePage;
        Pointer = (byte*)NativeMemory.AlignedAlloc(Bytes, HugePage);
        if (OperatingSystem.IsLinux())
            _ = Advise(Pointer, Bytes, AdviseHugePages); // a refusal only costs speed
        NativeMemory.Clear(Pointer, Bytes);
    }

    public byte* Pointer { get; private set; }

    public nuint Bytes { get; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
