using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;

namespace HotStream;

/// <summary>
/// Text of a batch, seen in place: 16 bytes that hold the length, the first four bytes and either the next eight (texts up to 12 bytes
/// are complete in themselves) or a checked reference to the bytes in a <see cref="Slab"/>. Two texts of up to 12 bytes are equal
/// when two 64-bit words are. Bytes are whatever was received; UTF-8 is assumed only by <see cref="ToString"/>.
/// A slice is a value: copy it freely within its batch. Read after its batch was released, on any thread, also while it is being released,
/// a longer slice throws <see cref="ObjectDisposedException"/> and never gives another batch's bytes; only a span taken from
/// <see cref="Bytes"/> is not checked when it is read. The layout is the "German string" of the Umbra database
/// (Neumann, Freitag, CIDR 2020).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
[JsonConverter(typeof(Utf8SliceJsonConverter))]
public readonly unsafe partial struct Utf8Slice : IEquatable<Utf8Slice>, IComparable<Utf8Slice>
{
    /// <summary>Longest text, in bytes, that is held in the value itself.</summary>
    public const int InlineCapacity = 12;

    // _head: length in the low half, bytes 0..3 in the high half. _tail: bytes 4..11, or the slab reference.
    private readonly ulong _head;
    private readonly ulong _tail;

    internal Utf8Slice(ulong head, ulong tail)
    {
        _head = head;
        _tail = tail;
    }

    /// <summary>The empty text, also the default value.</summary>
    public static Utf8Slice Empty => default;

    /// <summary>Length in bytes.</summary>
    public int Length => (int)_head;

    /// <summary>Whether the length is zero.</summary>
    public bool IsEmpty => Length == 0;

    internal ulong Head => _head;

    internal ulong Tail => _tail;

    internal bool IsInline => (uint)_head <= InlineCapacity;

    /// <summary>
    /// The bytes in place. The span lives as long as this variable and the batch: unlike the slice it is not checked again when it is read,
    /// and may then show what another batch wrote there (<c>HOTSTREAM_CHECK_SLICES=1</c> finds such readers, see <see cref="SlabPool"/>).
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch was released.</exception>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => IsInline
        ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.As<ulong, byte>(ref Unsafe.AsRef(in _head)), 4), Length)
        : new ReadOnlySpan<byte>(SlabTable.Resolve(_tail), Length);

    /// <summary>The byte at an index.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    public byte this[int index] => Bytes[index];

    /// <summary>Compares two texts byte by byte.</summary>
    public static bool operator ==(Utf8Slice left, Utf8Slice right) => left.Equals(right);

    /// <summary>Compares two texts byte by byte.</summary>
    public static bool operator !=(Utf8Slice left, Utf8Slice right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/> by bytes.</summary>
    public static bool operator <(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/> by bytes.</summary>
    public static bool operator >(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Utf8Slice other) =>
        _head == other._head && (_tail == other._tail || (!IsInline && EqualsLong(other)));

    /// <summary>Whether the text is exactly these bytes.</summary>
    /// <param name="bytes">For example <c>"total"u8</c>.</param>
    public bool Equals(ReadOnlySpan<byte> bytes)
    {
        bool equal = Bytes.SequenceEqual(bytes);
        ThrowIfReleased();
        return equal;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8Slice other && Equals(other);

    /// <summary>A hash of the bytes, the same in every process (see <see cref="StableHash"/>).</summary>
    public override int GetHashCode() => (int)StableHash.Of(this);

    /// <summary>Order by unsigned bytes, which for UTF-8 is the order of code points.</summary>
    /// <param name="other">The other text.</param>
    public int CompareTo(Utf8Slice other)
    {
        int order = Bytes.SequenceCompareTo(other.Bytes);
        ThrowIfReleased();
        other.ThrowIfReleased();
        return order;
    }

    /// <summary>The text as a string; invalid UTF-8 becomes U+FFFD. Allocates: meant for the few results, not for every record.</summary>
    /// <exception cref="ObjectDisposedException">The batch was released.</exception>
    public override string ToString()
    {
        string text = Encoding.UTF8.GetString(Bytes);
        ThrowIfReleased();
        return text;
    }

    /// <summary>A copy of the bytes that outlives the batch.</summary>
    /// <exception cref="ObjectDisposedException">The batch was released.</exception>
    public byte[] ToArray()
    {
        byte[] bytes = Bytes.ToArray();
        ThrowIfReleased();
        return bytes;
    }

    /// <summary>Refuses what was read while the batch was released.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ThrowIfReleased()
    {
        if (!IsInline)
        {
            SlabTable.ThrowIfReleased(_tail);
        }
    }

    private bool EqualsLong(Utf8Slice other)
    {
        bool equal = Bytes.SequenceEqual(other.Bytes);
        ThrowIfReleased();
        other.ThrowIfReleased();
        return equal;
    }

    /// <summary>
    /// Builds a slice over text whose following 16 bytes may be read. <paramref name="reference"/> is used only beyond 12 bytes.
    /// </summary>
    internal static Utf8Slice Create(byte* text, int length, ulong reference)
    {
        if ((uint)length > InlineCapacity)
        {
            return new Utf8Slice((uint)length | ((ulong)Unsafe.ReadUnaligned<uint>(text) << 32), reference);
        }

        return SliceCutter.CutShort(text, length);
    }
}
