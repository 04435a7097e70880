using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>Columns of numbers.</summary>
internal static class RawColumn
{
    public static void Write<T>(ReadOnlySpan<T> values, SnapshotWriter output)
        where T : unmanaged => output.Write(MemoryMarshal.AsBytes(values));

    public static void Read<T>(SnapshotReader input, Span<T> values)
        where T : unmanaged => input.Take(checked(values.Length * Unsafe.SizeOf<T>())).CopyTo(MemoryMarshal.AsBytes(values));
}

/// <summary>Values that are their bytes: numbers, dates, enums and structs of these.</summary>
internal sealed class RawColumn<T>(string name) : StoredColumn<T>(name)
{
    public override void Write(ReadOnlySpan<T> values, SnapshotWriter output) => output.Write(BytesOf(values));

    public override void Read(SnapshotReader input, Span<T> values, Utf8Arena texts)
    {
        ReadOnlySpan<byte> bytes = input.Take(checked(values.Length * Unsafe.SizeOf<T>()));
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), bytes.Length));
    }

    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<T> values) => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), checked(values.Length * Unsafe.SizeOf<T>()));
}
