using HotStream.Kafka;

namespace HotStream;

/// <summary>
/// The headers of a record, in their order; names may come more than once. They lie where the record was read, and live as long as its
/// batch. Walking them allocates nothing.
/// </summary>
public readonly struct KafkaHeaders
{
    internal KafkaHeaders(Utf8Slice block) => Block = block;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Block.IsEmpty;

    /// <summary>How many there are; counted by walking them.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (KafkaHeader _ in this)
            {
                count++;
            }

            return count;
        }
    }

    internal Utf8Slice Block { get; }

    /// <summary>Finds the last header of a name, which is the one that counts where a name comes more than once.</summary>
    /// <param name="name">The name.</param>
    /// <param name="header">The header.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetLast(ReadOnlySpan<byte> name, out KafkaHeader header)
    {
        header = default;
        bool isFound = false;
        foreach (KafkaHeader each in this)
        {
            if (each.Name.Equals(name))
            {
                header = each;
                isFound = true;
            }
        }

        return isFound;
    }

    /// <summary>Walks the headers.</summary>
    public Enumerator GetEnumerator() => new(Block);

    /// <summary>The headers in brackets; for people.</summary>
    public override string ToString()
    {
        var texts = new List<string>();
        foreach (KafkaHeader header in this)
        {
            texts.Add(header.ToString());
        }

        return $"[{string.Join(", ", texts)}]";
    }

    /// <summary>Walks the headers one by one.</summary>
    public struct Enumerator
    {
        private readonly Utf8Slice _block;
        private int _next;

        internal Enumerator(Utf8Slice block) => _block = block;

        /// <summary>The header found last.</summary>
        public KafkaHeader Current { get; private set; }

        /// <summary>Finds the next header.</summary>
        public bool MoveNext()
        {
            if (_next >= _block.Length)
            {
                return false;
            }

            _next = KafkaHeaderBlock.Read(_block.Bytes, _next, out Range name, out Range value, out bool hasValue);
            Current = new KafkaHeader(Part(name), Part(value), hasValue);
            return true;
        }

        private readonly Utf8Slice Part(Range range) =>
            _block.Substring(range.Start.Value, range.End.Value - range.Start.Value);
    }
}
