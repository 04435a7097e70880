using System.Runtime.InteropServices;

namespace HotStream.Fuzz;

/// <summary>
/// Lays an input so that the byte after its readable padding is in a page nobody may touch: a scan that reads further ends the process,
/// on the spot. Where pages cannot be protected (anything but Linux), bytes of a known pattern stand there instead, and only writes are
/// noticed.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int Page = 65536; // a multiple of every page size in use
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const byte Pattern = 0xC5;

    private readonly byte* _start;
    private readonly byte* _guard;
    private readonly nuint _bytes;

    /// <summary>Takes inputs of up to <paramref name="capacity"/> bytes, padding included.</summary>
    public GuardedMemory(int capacity)
    {
        nuint usable = ((nuint)capacity + Page - 1) / Page * Page;
        _bytes = usable + Page;
        IsGuarded = OperatingSystem.IsLinux();
        _start = IsGuarded ? Map(_bytes) : (byte*)NativeMemory.AlignedAlloc(_bytes, Page);
        _guard = _start + usable;
        if (IsGuarded && Protect(_guard, Page, 0) != 0)
        {
            throw new InvalidOperationException($"mprotect failed with error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Whether reading too far is caught.</summary>
    public bool IsGuarded { get; }

    /// <summary>Copies an input to the very end and fills the padding with delimiters, which a careless scan would find.</summary>
    public ReadOnlySpan<byte> Place(ReadOnlySpan<byte> input, int padding)
    {
        byte* place = _guard - padding - input.Length;
        input.CopyTo(new Span<byte>(place, input.Length));
        new Span<byte>(_guard - padding, padding).Fill((byte)' ');
        new Span<byte>(place - 64, 64).Fill(Pattern);
        if (!IsGuarded)
        {
            new Span<byte>(_guard, Page).Fill(Pattern);
        }

        return new ReadOnlySpan<byte>(place, input.Length);
    }

    /// <summary>Throws when the input, its padding or what surrounds them was written to.</summary>
    public void CheckUntouched(ReadOnlySpan<byte> input, int padding)
    {
        byte* place = _guard - padding - input.Length;
        Check.Same(input, new ReadOnlySpan<byte>(place, input.Length), "the input after the run");
        bool around = new ReadOnlySpan<byte>(_guard - padding, padding).ContainsAnyExcept((byte)' ')
            || new ReadOnlySpan<byte>(place - 64, 64).ContainsAnyExcept(Pattern)
            || (!IsGuarded && new ReadOnlySpan<byte>(_guard, Page).ContainsAnyExcept(Pattern));
        Check.Same(false, around, "bytes around the input were written");
    }

    public void Dispose()
    {
        if (IsGuarded)
        {
            _ = Unmap(_start, _bytes);
        }
        else
        {
            NativeMemory.AlignedFree(_start);
        }
    }

    private static byte* Map(nuint bytes)
    {
        void* start = Map(null, bytes, ReadWrite, PrivateAnonymous, -1, 0);
        return (nint)start != -1 ? (byte*)start
            : throw new InvalidOperationException($"mmap failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
