namespace HotStream.Io;

/// <summary>Files that are documents of JSON as a whole: an object, or a list of objects.</summary>
internal sealed class JsonDocumentSource(SourceFiles files, Schema schema, RowRules rules) : FrameSource
{
    public override Schema Schema { get; } = schema;

    public override int Partitions => files.Paths.Length;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        string file = files.Paths[partition];
        using var rows = new JsonRows(new FilePart(file, 0, long.MaxValue), [.. projection.Select(place => Schema[place])], rules, sink);
        ForEach(file, rows, cancellation);
    }

    public override string ToString() => $"json {files}";

    /// <summary>Gives the documents of a file: the elements of a list, or the whole file.</summary>
    internal static void ForEach(string file, LineTaker taker, CancellationToken cancellation)
    {
        var whole = new FilePart(file, 0, long.MaxValue);
        using Stream stream = whole.Open();
        Slab slab = SlabPool.Rent();
        try
        {
            int length = 0;
            for (int read = -1; read != 0; length += read)
            {
                if (length == slab.Capacity)
                {
                    if (slab.Capacity == Slab.MaxCapacity)
                    {
                        taker.TakeTooLong(slab.Slice(0, 100));
                        return;
                    }

                    Slab larger = SlabPool.Rent(slab.Capacity * 2);
                    slab.Bytes.CopyTo(larger.Bytes);
                    slab.Release();
                    slab = larger;
                }

                read = whole.Read(stream, slab.Bytes[length..]);
            }

            Cut(slab, length, taker, cancellation);
        }
        finally
        {
            slab.Release();
        }
    }

    private static void Cut(Slab slab, int length, LineTaker taker, CancellationToken cancellation)
    {
        int start = slab.Bytes[..length].StartsWith("\uFEFF"u8) ? 3 : 0;
        var cursor = new JsonCursor(slab.Bytes[start..length]);
        if (cursor.Peek() != '[')
        {
            taker.Take([slab.Slice(start, length - start)]);
            return;
        }

        cursor.Take((byte)'[');
        bool isDone = cursor.Take((byte)']');
        for (long number = 0; !isDone; number++)
        {
            (taker.LinesBefore, taker.Unit) = (number, "document");
            cancellation.ThrowIfCancellationRequested();
            cursor.Peek();
            int at = cursor.At;
            bool isValue = cursor.TakeValue(out _, out _, out _);
            Utf8Slice document = isValue ? slab.Slice(start + at, cursor.At - at) : slab.Slice(start + at, length - start - at);
            isDone = !isValue || !taker.Take([document]) || cursor.Take((byte)']');
            if (!isDone && !cursor.Take((byte)','))
            {
                taker.Take([slab.Slice(start + cursor.At, length - start - cursor.At)]);
                return;
            }
        }
    }
}
