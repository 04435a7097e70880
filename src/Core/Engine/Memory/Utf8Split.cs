using System.Buffers;

namespace HotStream;

/// <summary>
/// The parts of a text, found lazily and in place. A struct on purpose: enumerating it allocates nothing. Made by
/// <see cref="Utf8Slice.Split(byte)"/> and <see cref="Utf8Slice.Words"/>; valid while the text's batch is.
/// </summary>
public readonly unsafe struct Utf8Split
{
    private static readonly SearchValues<byte> s_blanks = SearchValues.Create(" \t\n\v\f\r"u8);

    internal Utf8Split(Utf8Slice text, byte separator, bool blanks)
    {
        Text = text;
        Separator = separator;
        Blanks = blanks;
    }

    /// <summary>The text that is split.</summary>
    public Utf8Slice Text { get; }

    internal byte Separator { get; }

    internal bool Blanks { get; }

    /// <summary>Walks the parts.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The parts as strings; for tests and slow paths.</summary>
    public List<string> ToStrings()
    {
        var parts = new List<string>();
        foreach (Utf8Slice part in this)
        {
            parts.Add(part.ToString());
        }

        return parts;
    }

    /// <summary>The parts in brackets; for people.</summary>
    public override string ToString() => $"[{string.Join(", ", ToStrings())}]";

    /// <summary>Walks the parts one by one.</summary>
    public struct Enumerator
    {
        private readonly Utf8Split _split;
        private int _next;
        private Utf8Slice _current;

        internal Enumerator(Utf8Split split) => _split = split;

        /// <summary>The part found last.</summary>
        public readonly Utf8Slice Current => _current;

        /// <summary>Finds the next part.</summary>
        public bool MoveNext()
        {
            ReadOnlySpan<byte> text = _split.Text.Bytes;
            while (_next <= text.Length)
            {
                ReadOnlySpan<byte> rest = text[_next..];
                int length = _split.Blanks ? rest.IndexOfAny(s_blanks) : rest.IndexOf(_split.Separator);
                length = length < 0 ? rest.Length : length;
                int start = _next;
                _next += length + 1;
                if (length > 0 || !_split.Blanks)
                {
                    _current = _split.Text.Substring(start, length);
                    return true;
                }
            }

            return false;
        }
    }
}
