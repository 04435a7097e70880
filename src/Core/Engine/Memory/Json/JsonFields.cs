using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace HotStream;

/// <summary>
/// Which named field of a JSON object comes next. Senders write their fields in the same order again and again, so what stands between two
/// values (comma, name, colon, blanks) is first compared with what stood there in the object before: one comparison instead of four steps,
/// and the field is known. One owner; not thread-safe.
/// </summary>
public sealed class JsonFields
{
    /// <summary>The answer for a field that was not named.</summary>
    public const int Other = -1;

    /// <summary>The answer when the object has no other field.</summary>
    public const int End = -2;

    /// <summary>The answer when this is no JSON.</summary>
    public const int Malformed = -3;

    /// <summary>Values of an object before which what stands is kept.</summary>
    internal const int Places = 64;
    private const int GapBytes = 48;

    private readonly Gap[] _gaps = new Gap[Places];
    private readonly byte[][] _names;
    private readonly bool _ignoresCase;

    /// <summary>Names the fields that are wanted.</summary>
    /// <param name="names">Their names; a field is known by its place among them.</param>
    public JsonFields(IEnumerable<string> names)
        : this(names, false)
    {
    }

    /// <summary>Names the fields that are wanted.</summary>
    /// <param name="names">Their names; a field is known by its place among them.</param>
    /// <param name="ignoresCase">Whether a name that is not found letter by letter is looked for without regard to the case of
    /// ASCII.</param>
    public JsonFields(IEnumerable<string> names, bool ignoresCase)
    {
        _names = Array.ConvertAll<string, byte[]>([.. names], Encoding.UTF8.GetBytes);
        _ignoresCase = ignoresCase;
    }

    /// <summary>Passes what stands before a value, or behind the last one.</summary>
    /// <param name="cursor">Before the object, or behind a value of it; afterwards at the next value.</param>
    /// <param name="text">The text that the cursor walks through.</param>
    /// <param name="place">How many values of the object were passed.</param>
    /// <returns>The field's place among the names; <see cref="Other"/>, <see cref="End"/> or <see cref="Malformed"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ref JsonCursor cursor, ReadOnlySpan<byte> text, int place) =>
        TakeKnown(ref cursor.Text, cursor.At, cursor.Length, place, out int field) is >= 0 and int end ? Move(ref cursor, end, field)
            : TakeGap(ref cursor, text, place);

    /// <summary>Writes the text of a string without its escapes.</summary>
    /// <param name="quoted">The string with its quotes.</param>
    /// <param name="text">Room for as many bytes as the string has.</param>
    /// <returns>Bytes of the text; -1 when half of a surrogate pair is in it, or bytes that are not UTF-8.</returns>
    public static int Unescape(ReadOnlySpan<byte> quoted, Span<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return reader.CopyString(text);
        }
        catch (InvalidOperationException)
        {
            return -1;
        }
        catch (JsonException)
        {
            return -1;
        }
    }

    /// <summary>Where the value begins, when the same stands before it as in the object before; else -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int TakeKnown(ref byte text, int at, int end, int place, out int field)
    {
        field = Other;
        if ((uint)place >= (uint)_gaps.Length)
        {
            return -1;
        }

        ref Gap gap = ref _gaps[place];
        field = gap.Field;
        return JsonScan.IsSame(ref text, at, end, ref gap.Bytes[0], gap.Length) ? at + gap.Length : -1;
    }

    /// <summary>What stood before a value in the object before; nothing when that is not known.</summary>
    internal ReadOnlySpan<byte> KnownGap(int place, out int field)
    {
        ref Gap gap = ref _gaps[place];
        field = gap.Field;
        return MemoryMarshal.CreateReadOnlySpan(ref gap.Bytes[0], gap.Length);
    }

    /// <summary>Passes what stands before a value that is not known, and knows it then.</summary>
    internal int TakeGap(ref JsonCursor cursor, ReadOnlySpan<byte> text, int place)
    {
        int start = cursor.At;
        if (!cursor.Take(place == 0 ? (byte)'{' : (byte)','))
        {
            return place > 0 && cursor.Take((byte)'}') ? End : Malformed;
        }

        if (place == 0 && cursor.Take((byte)'}'))
        {
            return End;
        }

        if (cursor.Peek() != '"' || !cursor.TakeString(out int nameStart, out int nameLength, out bool isEscaped)
            || !cursor.Take((byte)':'))
        {
            return Malformed;
        }

        cursor.Peek();
        int field = isEscaped ? FindEscaped(text.Slice(nameStart - 1, nameLength + 2)) : IndexOf(text.Slice(nameStart, nameLength));
        int length = cursor.At - start;
        if (place < Places && length <= GapBytes)
        {
            ref Gap gap = ref _gaps[place];
            text.Slice(start, length).CopyTo(gap.Bytes);
            gap.Length = length;
            gap.Field = field;
        }

        return field;
    }

    private int FindEscaped(ReadOnlySpan<byte> quoted)
    {
        byte[] name = new byte[quoted.Length]; // nobody escapes names
        int length = Unescape(quoted, name);
        return length < 0 ? Other : IndexOf(name.AsSpan(0, length));
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }

        for (int i = 0; _ignoresCase && i < _names.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, _names[i]))
            {
                return i;
            }
        }

        return Other;
    }

    private static int Move(ref JsonCursor cursor, int at, int field)
    {
        cursor.MoveTo(at);
        return field;
    }

    /// <summary>What stood before a value: a cache line.</summary>
    private struct Gap
    {
        public GapText Bytes;
        public int Length;
        public int Field;
    }

    [InlineArray(GapBytes)]
    private struct GapText
    {
        private byte _first;
    }
}
