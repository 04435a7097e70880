using System.Text;

namespace HotStream;

/// <summary>
/// The parts of a text between separators that are texts themselves, found lazily and in place. A struct on purpose: enumerating it
/// allocates nothing. Made by <see cref="Utf8Slice.Split(string)"/>; valid while the text's batch is.
/// </summary>
public readonly struct Utf8TextSplit
{
    private const int StackBytes = 384;

    private readonly string _separator;

    internal Utf8TextSplit(Utf8Slice text, string separator)
    {
        ArgumentException.ThrowIfNullOrEmpty(separator);
        Text = text;
        _separator = separator;
    }

    /// <summary>The text that is split.</summary>
    public Utf8Slice Text { get; }

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
        private readonly Utf8Slice _text;
        private readonly Utf8Slice _shortSeparator; // most separators fit into a slice, and are turned into bytes once
        private readonly string? _longSeparator;
        private int _next;
        private Utf8Slice _current;

        internal Enumerator(Utf8TextSplit split)
        {
            _text = split.Text;
            if (split._separator is null)
            {
                _next = 1; // a split that nobody made: of the default value
                return;
            }

            if (Encoding.UTF8.GetByteCount(split._separator) > Utf8Slice.InlineCapacity)
            {
                _longSeparator = split._separator;
                return;
            }

            Span<byte> bytes = stackalloc byte[Utf8Slice.InlineCapacity];
            _shortSeparator = Utf8Slice.FromInline(bytes[..Encoding.UTF8.GetBytes(split._separator, bytes)]);
        }

        /// <summary>The part found last.</summary>
        public readonly Utf8Slice Current => _current;

        /// <summary>Finds the next part.</summary>
        public bool MoveNext()
        {
            if (_longSeparator is null)
            {
                return MoveNext(_shortSeparator.Bytes);
            }

            using var bytes = new Utf8Slice.StringBytes(_longSeparator, stackalloc byte[StackBytes]);
            return MoveNext(bytes.Span);
        }

        private bool MoveNext(scoped ReadOnlySpan<byte> separator)
        {
            if (_next > _text.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> rest = _text.Bytes[_next..];
            int length = rest.IndexOf(separator);
            length = length < 0 ? rest.Length : length;
            _current = _text.Substring(_next, length);
            // behind a separator at the end stands one more part, an empty one; behind the last part stands none
            _next = length == rest.Length ? int.MaxValue : _next + length + separator.Length;
            return true;
        }
    }
}
