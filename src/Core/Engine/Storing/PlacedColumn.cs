using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace HotStream;

/// <summary>
/// Structs with text in their fields, slices or strings: their bytes with nothing at the places of the text, then the texts. Places are
/// cleared again before bytes become a value, so that no damage can make a reference.
/// </summary>
internal sealed class PlacedColumn<T>(string name) : StoredColumn<T>(name)
{
    private static readonly int[] s_slices = FieldPlaces<T>.OfSlices();
    private static readonly int[] s_strings = FieldPlaces<T>.OfStrings();

    public override void Write(ReadOnlySpan<T> values, SnapshotWriter output)
    {
        foreach (T value in values)
        {
            T bare = value;
            Clear(ref bare);
            output.Write(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref bare), Unsafe.SizeOf<T>()));
            T whole = value;
            foreach (int place in s_slices)
            {
                output.WriteText(At<Utf8Slice>(ref whole, place).Bytes);
            }

            foreach (int place in s_strings)
            {
                StringColumn.Write(At<string?>(ref whole, place), output);
            }
        }
    }

    public override void Read(SnapshotReader input, Span<T> values, Utf8Arena texts)
    {
        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        foreach (ref T value in values)
        {
            input.Take(bytes.Length).CopyTo(bytes);
            foreach (int place in s_slices)
            {
                bytes.AsSpan(place, Unsafe.SizeOf<Utf8Slice>()).Clear();
            }

            foreach (int place in s_strings)
            {
                bytes.AsSpan(place, Unsafe.SizeOf<string>()).Clear();
            }

            T read = default!;
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref read), bytes.Length));
            foreach (int place in s_slices)
            {
                At<Utf8Slice>(ref read, place) = texts.Add(input.ReadText());
            }

            foreach (int place in s_strings)
            {
                At<string?>(ref read, place) = StringColumn.Read(input);
            }

            value = read;
        }
    }

    private static void Clear(ref T value)
    {
        foreach (int place in s_slices)
        {
            At<Utf8Slice>(ref value, place) = default;
        }

        foreach (int place in s_strings)
        {
            At<string?>(ref value, place) = null;
        }
    }

    private static ref TField At<TField>(ref T value, int place) =>
        ref Unsafe.As<byte, TField>(ref Unsafe.Add(ref Unsafe.As<T, byte>(ref value), place));
}
