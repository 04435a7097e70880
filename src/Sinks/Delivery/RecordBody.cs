namespace HotStream.Sinks;

/// <summary>
/// Encoded records, one behind the other in one buffer, with the end and the position of each; what a request sends, cuts in two, or sends
/// again in part without encoding anything twice. Not thread-safe: it belongs to the writer until it is sent, then to the request.
/// </summary>
internal sealed class RecordBody(int bytes) : ByteBuffer(bytes + Spare)
{
    private const int Spare = 4096;

    private int[] _starts = new int[1024]; // one more than records: the end of the last is the start of the next
    private long[] _positions = new long[1024];
    private ulong[] _keys = new ulong[1024];

    /// <summary>Whole records.</summary>
    public int Count { get; private set; }

    /// <summary>When its first record came, a time stamp of the writer's clock.</summary>
    public long Since { get; set; }

    /// <summary>Scratch for the server's answer, kept between requests.</summary>
    public ResponseBuffer Response { get; } = new();

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
        _starts[++Count] = Length;
    }

    /// <summary>Forgets what was written since the last record.</summary>
    public void CancelRecord() => CutTo(_starts[Count]);

    /// <summary>The bytes of some neighbouring records.</summary>
    public ReadOnlyMemory<byte> Range(int from, int to) => Bytes[_starts[from].._starts[to]];

    public ReadOnlySpan<byte> Record(int index) => Written[_starts[index].._starts[index + 1]];

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
            record.CopyTo(Bytes.Span[_starts[next]..]);
            _positions[next] = _positions[chosen[i]];
            _keys[next] = _keys[chosen[i]];
            _starts[next + 1] = _starts[next] + length;
            next++;
        }

        return next;
    }

    public override void Clear()
    {
        Count = 0;
        base.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        Response.Dispose();
        base.Dispose(disposing);
    }
}
