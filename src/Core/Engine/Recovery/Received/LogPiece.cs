namespace HotStream;

/// <summary>Part of a lane's log on its way to a file: frames as they stand there, or a range of a slab that becomes one frame.</summary>
internal readonly struct LogPiece
{
    private readonly byte[]? _frames;
    private readonly Slab? _slab;
    private readonly int _start;

    private LogPiece(byte[]? frames, Slab? slab, int start, int length) =>
        (_frames, _slab, _start, Length) = (frames, slab, start, length);

    /// <summary>Bytes, without the header that a slab's range gets.</summary>
    public int Length { get; }

    /// <summary>Whether it is a payload still, without a header.</summary>
    public bool IsPayload => _slab is not null;

    /// <summary>The frames, where they have headers: what writes them says which file they are of.</summary>
    public Span<byte> Frames => _frames.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Bytes => _slab is null ? _frames.AsMemory(0, Length) : _slab.Memory.Slice(_start, Length);

    /// <summary>Frames in an array of <see cref="SnapshotWriter.Pool"/>, which goes back there.</summary>
    public static LogPiece OfFrames(byte[] frames, int length) => new(frames, null, 0, length);

    /// <summary>A range of a slab; takes a lease.</summary>
    public static LogPiece OfSlab(Slab slab, int start, int length)
    {
        slab.AddLease();
        return new LogPiece(null, slab, start, length);
    }

    /// <summary>It is written, or given up.</summary>
    public void Release()
    {
        _slab?.Release();
        if (_frames is { } frames)
        {
            SnapshotWriter.Pool.Return(frames);
        }
    }
}
