namespace HotStream.Fuzz.Targets;

/// <summary>
/// Sections of a checkpoint, as state, windows and values of many types read them: whatever the bytes are, they are read to an end or
/// refused as damaged, and the memory asked for is bounded by their length. The first byte chooses who reads.
/// </summary>
internal sealed class SectionTarget : IFuzzTarget
{
    private const int Rows = 3;

    private readonly CodecSet _codecs = new();

    public string Name => "section";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, .. State()],
        [1, 3, 0, 0, 1, (byte)'a', 2, 1, (byte)'b', (byte)'c'],
        [2, 1, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        [3, 0, 1, 1, 0, 0, 0],
        [4, .. new byte[40]],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte[] section = input[1..].ToArray();
        try
        {
            switch (input[0] % 5)
            {
                case 0:
                    using (var table = new StateTable<Utf8Slice, (long, string)>())
                    {
                        table.Restore(new SnapshotReader(section), _codecs.GrowingArray<Utf8Slice>("fuzz"),
                            _codecs.GrowingArray<(long, string)>("fuzz"));
                        Check.Same(true, table.Alive <= table.Count, "who is alive has a number");
                    }

                    break;
                case 1:
                    Read<string>(section);
                    break;
                case 2:
                    Read<long[]>(section);
                    break;
                case 3:
                    Read<DistinctCountState>(section);
                    break;
                default:
                    Read<(Utf8Slice, double, Utf8Slice)>(section);
                    break;
            }
        }
        catch (InvalidDataException)
        {
            // damaged, and it says so
        }
    }

    private void Read<T>(byte[] section)
    {
        using var texts = new Utf8Arena();
        _codecs.GrowingArray<T>("fuzz").Read(new SnapshotReader(section), new T[Rows], texts);
    }

    private static byte[] State()
    {
        using var table = new StateTable<Utf8Slice, (long, string)>();
        using var texts = new Utf8Arena();
        table.NoteChanges();
        table.Load(texts.Add("a key of more than twelve bytes"), (7, "state"), 1000);
        table.Load(texts.Add("short"), (-1, ""), 2000);
        var codecs = new CodecSet();
        using var writer = new SnapshotWriter();
        table.BeginCapture(last: 0, isWhole: true);
        table.CaptureAhead(int.MaxValue, codecs.GrowingArray<Utf8Slice>("fuzz"), codecs.GrowingArray<(long, string)>("fuzz"), writer);
        return writer.Sections.Single().ToArray();
    }
}
