using System.Buffers;

namespace HotStream.Sinks;

/// <summary>
/// Encoded records, one behind the other in one pooled array, with the end and the position of each; what a request sends, cuts in two, or sends again in part without
/// encoding anything twice. Not thread-safe: it belongs to the writer until it is sent, then to the request.
/// </summary>
internal sealed class RecordBody : IBufferWriter<byte>, IDisposable
{
    private const int Spare = 4096;

    private byte[] _bytes;
    private int _length;
    private int[] _starts = new int[1024]; // one more than records: the end of the last is the start of the next
    private long[] _positions = new long[1024];
    private ulong[] _keys = new ulong[1024];

    public RecordBody(int bytes) => _bytes = ArrayPool<byte>.Shared.Rent(bytes + Spare);

    /// <summary>Whole records.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes, a record begun included.</summary>
    public int Length => _length;

    /// <summary>When its first record came, a time stamp of the writer's clock.</summary>
    public long Since { get; set; }

    /// <summary>Scratch for the server's answer, kept between requests.</summary>
    public ResponseBuffer Response { get; } = new();

    /// <summary>What was written from a length on.</summary>
    public Span<byte> WrittenFrom(int length) => _bytes.AsSpan(length, _length - length);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void WriteByte(byte value)
    {
        GetSpan(1)[0] = value;
        _length++;
    }

    /// <summary>What was written since the last record is a record.</summary>
    public void EndRecord(long position, ulong key = 0)
    {
        if (Count + 1 == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * _starts.Length);
            Array.Resize(ref _positions, 2 * _positions.Length);
            Array.Resize(ref _keys, 2 * _keys.Length);
        }

        _positions[Count] = position;
        _keys[Count] = key;
        _starts[++Count] = _length;
    }

    /// <summary>Forgets what was written since the last record.</summary>
    public void CancelRecord() => _length = _starts[Count];

    /// <summary>The bytes of some neighbouring records.</summary>
    public ReadOnlyMemory<byte> Range(int from, int to) => _bytes.AsMemory(_starts[from], _starts[to] - _starts[from]);

    public ReadOnlySpan<byte> Record(int index) => _bytes.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>Which record of its partition and batch a record is, from 0.</summary>
    public long PositionOf(int index) => _positions[index];

    /// <summary>The hash of a record's key.</summary>
    public ulong KeyOf(int index) => _keys[index];

    /// <summary>Moves chosen records together at a place before or at the first of them.</summary>
    /// <param name="from">Where they go.</param>
    /// <param name="chosen">Ascending, none before <paramref name="from"/>.</param>
    /// <returns>The index behind the last of them; records between it and the end of the range they came from are gone.</returns>
    public int Gather(int from, IReadOnlyList<int> chosen)
    {
        int next = from;
        for (int i = 0; i < chosen.Count; i++)
        {
            ReadOnlySpan<byte> record = Record(chosen[i]);
            int length = record.Length;
            record.CopyTo(_bytes.AsSpan(_starts[next]));
            _positions[next] = _positions[chosen[i]];
            _keys[next] = _keys[chosen[i]];
            _starts[next + 1] = _starts[next] + length;
            next++;
        }

        return next;
    }

    public void Clear()
    {
        Count = 0;
        _length = 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Response.Dispose();
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < Math.Max(count, 1))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(2 * _bytes.Length, _length + count)));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
