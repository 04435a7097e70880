namespace HotStream.Fuzz.Targets;

/// <summary>
/// The reader of a manifest of files: any bytes give entries, or damage with its line; what was taken is taken again, also when what is
/// behind it is cut off, and when it is written anew.
/// </summary>
internal sealed class ManifestTarget : IFuzzTarget
{
    public string Name => "manifest";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Lines(
            new ManifestEntry
            {
                Query = "q",
                FirstBatch = 1,
                LastBatch = 1,
                Records = 3,
                Open = [new ManifestEntry { File = "a-0.txt", Query = "q", FirstBatch = 1, LastBatch = 1, Records = 3, Bytes = 6 }],
            },
            new ManifestEntry { File = "a-0.txt", Query = "q", FirstBatch = 1, LastBatch = 1, Records = 3, Bytes = 6 }),
        Lines(new ManifestEntry { Query = "q", FirstBatch = 1, LastBatch = long.MaxValue, Open = [] }),
        [.. "{\"file\":\"a\",\"firstBatchMs\":1,\"lastBatchMs\":2,\"records\":3,\"bytes\":4}\n{\"file\":\"../a\"}\n{"u8],
        [.. "null\n[]\n{}\n"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        IReadOnlyList<ManifestEntry> entries;
        int length;
        try
        {
            entries = FileManifest.Parse(input, "manifest", out length);
        }
        catch (InvalidDataException damage)
        {
            Check.Same(true, damage.Message.Contains("manifest is damaged in line ", StringComparison.Ordinal), "damage is named");
            return;
        }

        Check.Same(true, length >= 0 && length <= input.Length, "what was taken lies in the file");
        IReadOnlyList<ManifestEntry> again = FileManifest.Parse(input[..length], "manifest", out int whole);
        Check.Same(length, whole, "a manifest that was cut behind its lines is whole");
        Check.Same(entries.Count, again.Count, "a manifest that was cut behind its lines has them all");
        byte[] written = Lines([.. entries]);
        byte[] twice = Lines([.. FileManifest.Parse(written, "manifest", out int length2)]);
        Check.Same(written.Length, length2, "what is written is whole");
        Check.Same(Convert.ToHexString(written), Convert.ToHexString(twice), "what is read is what was written");
        foreach (ManifestEntry entry in entries.Concat(entries.SelectMany(entry => entry.Open ?? [])))
        {
            Check.Same(entry.File, entry.File is null ? null : Path.GetFileName(entry.File), "a name names no other directory");
        }
    }

    private static byte[] Lines(params ManifestEntry[] entries) => [.. entries.SelectMany(FileManifest.ToLine)];
}
