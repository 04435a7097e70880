using System.Buffers.Binary;

namespace HotStream.Sinks;

/// <summary>
/// The rows of one partition and batch in the binary form of COPY (PostgreSQL's documentation of COPY, "Binary Format"), without its header
/// and trailer, in chunks that no row straddles. The worker writes rows; meanwhile the delivery reads finished chunks, as often as it must,
/// and may wait for the next. Writing: one thread at a time. Reading: one other.
/// </summary>
internal sealed class CopyRows(ChunkPool pool) : IDisposable
{
    private readonly List<CopyChunk> _chunks = [];
    private byte[] _bytes = [];
    private int _rowStart;
    private int _position;
    private int _firstRow;
    private int _field;
    private bool _finished;
    private TaskCompletionSource? _waiting;

    /// <summary>Rows that are complete.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a chunk is complete and can be sent.</summary>
    public bool HasChunk => _chunks.Count > 0;

    public void BeginRow(int columns)
    {
        _rowStart = _position;
        Reserve(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(_position), (short)columns);
        _position += sizeof(short);
    }

    public void EndRow()
    {
        _rowStart = _position;
        Count++;
    }

    /// <summary>Takes the row begun back.</summary>
    public void DropRow() => _position = _rowStart;

    public void WriteNull()
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_position), -1);
        _position += sizeof(int);
    }

    /// <summary>A field of known length, to be filled by the caller before the next call.</summary>
    public Span<byte> Field(int length)
    {
        Reserve(sizeof(int) + length);
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_position), length);
        _position += sizeof(int) + length;
        return _bytes.AsSpan(_position - length, length);
    }

    /// <summary>A field of at most so many bytes, whose length <see cref="CloseField"/> says.</summary>
    public Span<byte> OpenField(int lengthMax)
    {
        Reserve(sizeof(int) + lengthMax);
        _field = _position;
        return _bytes.AsSpan(_position + sizeof(int), lengthMax);
    }

    public void CloseField(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_field), length);
        _position = _field + sizeof(int) + length;
    }

    /// <summary>No more rows come.</summary>
    public void Finish()
    {
        if (_rowStart > 0)
        {
            Seal();
            _bytes = [];
            _rowStart = _position = 0;
        }

        lock (_chunks)
        {
            _finished = true;
            _waiting?.SetResult();
            _waiting = null;
        }
    }

    /// <summary>Waits until a chunk is complete; null when there is none of this number and none will come.</summary>
    public async ValueTask<CopyChunk?> ChunkAsync(int index, CancellationToken stop)
    {
        for (; ; )
        {
            Task more;
            lock (_chunks)
            {
                if (index < _chunks.Count)
                {
                    return _chunks[index];
                }

                if (_finished)
                {
                    return null;
                }

                more = (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await more.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no more rows come.</summary>
    public async ValueTask FinishedAsync(CancellationToken stop)
    {
        for (int i = 0; await ChunkAsync(i, stop).ConfigureAwait(false) is not null; i++)
        {
        }
    }

    /// <summary>The bytes of some rows, in at most as many pieces as there are chunks. Only when finished.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Range(int from, int to)
    {
        foreach (CopyChunk chunk in _chunks)
        {
            int first = Math.Max(from, chunk.FirstRow);
            int last = Math.Min(to, chunk.FirstRow + chunk.Rows);
            if (first < last)
            {
                int start = OffsetOf(chunk, 0, first - chunk.FirstRow);
                yield return chunk.Memory[start..OffsetOf(chunk, start, last - first)];
            }
        }
    }

    /// <summary>Forgets all rows. Nobody may be reading.</summary>
    public void Clear()
    {
        foreach (CopyChunk chunk in _chunks)
        {
            pool.Return(chunk.Bytes);
        }

        if (_bytes.Length > 0)
        {
            pool.Return(_bytes);
        }

        _chunks.Clear();
        _bytes = [];
        _rowStart = _position = _firstRow = Count = 0;
        _finished = false;
        _waiting = null;
    }

    public void Dispose() => Clear();

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _position < bytes)
        {
            Turn(bytes);
        }
    }

    /// <summary>Goes on in a new chunk, into which the row begun moves.</summary>
    private void Turn(int bytes)
    {
        int begun = _position - _rowStart;
        long needed = ((long)begun + bytes) * (begun + bytes > ChunkPool.ChunkBytes ? 2 : 1); // a huge row grows by doubling
        byte[] next = pool.Rent((int)Math.Min(needed, Array.MaxLength));
        _bytes.AsSpan(_rowStart, begun).CopyTo(next);
        if (_rowStart > 0)
        {
            Seal();
        }
        else if (_bytes.Length > 0)
        {
            pool.Return(_bytes);
        }

        _bytes = next;
        _position = begun;
        _rowStart = 0;
    }

    private void Seal()
    {
        lock (_chunks)
        {
            _chunks.Add(new CopyChunk(_bytes, _rowStart, _firstRow, Count - _firstRow));
            _firstRow = Count;
            _waiting?.SetResult();
            _waiting = null;
        }
    }

    private static int OffsetOf(CopyChunk chunk, int offset, int rows)
    {
        ReadOnlySpan<byte> bytes = chunk.Memory.Span;
        for (; rows > 0; rows--)
        {
            int fields = BinaryPrimitives.ReadInt16BigEndian(bytes[offset..]);
            offset += sizeof(short);
            for (; fields > 0; fields--)
            {
                offset += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes[offset..]));
            }
        }

        return offset;
    }
}
