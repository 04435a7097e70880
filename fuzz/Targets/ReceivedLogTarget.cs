namespace HotStream.Fuzz.Targets;

/// <summary>
/// The reader of the write-ahead log: of any bytes it takes frames that check, in order, and says where they end; records in them are
/// read or refused, whatever they are.
/// </summary>
internal sealed class ReceivedLogTarget : IFuzzTarget
{
    private const long Position = 1234;

    private static readonly CodecSet s_codecs = new();

    public string Name => "received-log";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Segment("lines of text"u8.ToArray(), "a line\nanother\n"u8.ToArray()),
        Segment("string"u8.ToArray(), [2, 1, 1, 97, 1, 2, 98, 99]),
        Segment("string"u8.ToArray(), [1, 0], [255, 255, 255, 255, 7]),
        [.. Segment("string"u8.ToArray(), [1, 0]), .. ReceivedSegment.End.Span, 1, 2, 3],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        byte[] bytes = input.ToArray();
        int end = 0;
        foreach ((int offset, ReadOnlyMemory<byte>? payload) in ReceivedSegment.FramesOf(bytes, Position))
        {
            Check.Same(end, offset, "frames lie end to end");
            end = offset + (payload is { } frame ? Frame.HeaderBytes + frame.Length : 0);
            Check.Same(true, end <= bytes.Length, "frames lie in the file");
            if (payload is { } records)
            {
                Read<string>(records);
                Read<(long, int)>(records);
                Read<KeyValuePair<Utf8Slice, double>>(records);
            }
        }
    }

    private static void Read<T>(ReadOnlyMemory<byte> frame)
    {
        using var texts = new Utf8Arena();
        try
        {
            T[] records = StoredRecords.Read(frame, s_codecs.GrowingArray<T>("fuzz"), texts);
            Check.Same(true, records.Length <= 4096, "a frame has no more records than are ever written");
        }
        catch (InvalidDataException)
        {
            // refused: they are none
        }
    }

    private static byte[] Segment(params byte[][] payloads)
    {
        using var file = new MemoryStream();
        foreach (byte[] payload in payloads)
        {
            Frame.Write(file, payload, default);
        }

        byte[] frames = file.ToArray();
        Frame.BindAll(frames, Frame.SumOf(Position));
        return frames;
    }
}
