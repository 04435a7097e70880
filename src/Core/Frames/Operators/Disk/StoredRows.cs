using System.Buffers;

namespace HotStream;

/// <summary>Rows on disk, in the order in which they were added. One thread adds; complete, each reader reads all.</summary>
internal sealed class StoredRows(QueryDisk disk, IReadOnlyList<DataType> types)
{
    private readonly List<(long Place, int Bytes)> _blocks = [];

    public IReadOnlyList<DataType> Types => types;

    public long Count { get; private set; }

    public long Bytes { get; private set; }

    public int Blocks => _blocks.Count;

    /// <summary>Adds the first rows of columns as one block.</summary>
    public void Add(ReadOnlySpan<ColumnVector> columns, int rows, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        ColumnBlock.Write(columns, rows, buffer);
        _blocks.Add((disk.Write(buffer.WrittenSpan), buffer.WrittenCount));
        Count += rows;
        Bytes += buffer.WrittenCount;
    }

    /// <summary>Adds rows of a table in an order, in blocks of about so many bytes.</summary>
    public void Add(ColumnTable table, ReadOnlySpan<int> order, int blockBytes)
    {
        int most = RowsOf(blockBytes, table.Bytes, table.Count);
        var batch = new ColumnBatch([.. types.Select(type => new ColumnVector(type, most))]);
        var buffer = new ArrayBufferWriter<byte>();
        for (int start = 0; start < order.Length; start += most)
        {
            table.Gather(order.Slice(start, Math.Min(most, order.Length - start)), batch);
            Add(batch.Columns, batch.Length, buffer);
        }

        batch.DisposeColumns();
    }

    /// <summary>Pushes all rows, a block a batch; false when no more are wanted.</summary>
    public bool PushTo(ColumnSink sink, CancellationToken cancellation)
    {
        bool wanted = true;
        using var reader = new StoredReader(this, cancellation);
        while (wanted && reader.Next())
        {
            wanted = sink.Push(reader.Batch);
        }

        return wanted;
    }

    /// <summary>Reads a block.</summary>
    public void Read(int block, ref byte[] buffer, ColumnBatch into, Utf8Arena texts)
    {
        (long place, int bytes) = _blocks[block];
        if (buffer.Length < bytes)
        {
            buffer = new byte[bytes];
        }

        disk.Read(place, buffer.AsSpan(0, bytes));
        into.SetLength(ColumnBlock.Read(buffer.AsSpan(0, bytes), into.Columns, texts));
    }

    /// <summary>Rows that take about so many bytes, where so many rows take so many.</summary>
    public static int RowsOf(int blockBytes, long bytes, long rows) =>
        bytes == 0 ? ColumnBatch.MaxRows : (int)Math.Clamp(blockBytes * (double)rows / bytes, 1, ColumnBatch.MaxRows);
}
