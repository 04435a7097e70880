using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>The document that is being read, and the texts that could not be left in it because they have escapes.</summary>
internal sealed unsafe class JsonTexts : IDisposable
{
    private readonly Utf8Arena _unescaped = new();
    private byte[] _buffer = new byte[256];

    private byte* _text;
    private ulong _reference;
    private Utf8Slice _document;

    /// <summary>The document that is being read.</summary>
    public Utf8Slice Document
    {
        get => _document;
        set
        {
            _document = value;
            _reference = value.IsInline ? 0 : value.Tail;
            _text = value.IsInline ? null : SlabTable.Resolve(value.Tail);
        }
    }

    /// <summary>Whether all values so far had the type of their column.</summary>
    public bool IsClean { get; set; }

    /// <summary>Whether a text is never taken for a number.</summary>
    public bool IsStrict { get; set; }

    /// <summary>Columns of one row, for the fields behind those that are wanted: what is written there nobody reads.</summary>
    public ColumnVector[] Held { get; set; } = [];

    /// <summary>A part of the document, in place; bytes behind a text may be read in every slab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Slice Part(int start, int length) => _text is null ? _document.Substring(start, length)
        : Utf8Slice.Create(_text + start, length, _reference + (uint)start);

    /// <summary>Whether an object had a field that nobody asked for.</summary>
    public bool HasUnknown { get; set; }

    /// <summary>The text of a string without its escapes; false when half of a surrogate pair is in it.</summary>
    public bool TryUnescape(ReadOnlySpan<byte> quoted, out Utf8Slice text)
    {
        if (_buffer.Length < quoted.Length)
        {
            _buffer = new byte[quoted.Length * 2];
        }

        int length = JsonFields.Unescape(quoted, _buffer);
        text = length < 0 ? default : _unescaped.Add(_buffer.AsSpan(0, length));
        return length >= 0;
    }

    public void Clear() => _unescaped.Clear();

    public void Dispose()
    {
        _unescaped.Dispose();
        Array.ForEach(Held, static column => column.Dispose());
    }
}
