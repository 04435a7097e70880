namespace HotStream.Fuzz.Targets;

/// <summary>
/// The reader of checkpoints: any bytes are a whole checkpoint, whose sections are of operators it lists, or refused with a message that
/// names the file.
/// </summary>
internal sealed class CheckpointTarget : IFuzzTarget
{
    private const string Path = "0000000000000000005.state";

    public string Name => "checkpoint";

    public IReadOnlyList<byte[]> Seeds { get; } = [Whole()];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        try
        {
            ReadCheckpoint read = CheckpointFile.Read(Path, input.ToArray());
            foreach (ReadSection section in read.Sections)
            {
                Check.Same(true, section.Operator < read.Header.Operators.Count, "a section is of an operator that is listed");
                Check.Same(true, section.Partition < read.Header.Operators[section.Operator].Partitions,
                    "a section is of a partition that is");
                Expand(section);
            }
        }
        catch (InvalidDataException failure)
        {
            Check.Same(true, failure.Message.Contains(Path, StringComparison.Ordinal), "the message names the file");
        }
    }

    private static void Expand(ReadSection section)
    {
        try
        {
            Check.Same(true, section.Expand().Length <= Frame.PayloadMax, "a section is no longer than one may be");
        }
        catch (InvalidDataException)
        {
            // its restore says so
        }
    }

    private static byte[] Whole()
    {
        string directory = Directory.CreateTempSubdirectory("hotstream-fuzz-").FullName;
        try
        {
            using var written = new SnapshotWriter();
            written.Write("section"u8);
            written.EndSection();
            written.Write(new byte[1000]);
            written.EndSection(); // compressed
            var header = new CheckpointHeader(CheckpointHeader.CurrentFormat, "context", "run", 1000, 0, 5, null, DateTimeOffset.UnixEpoch,
                [new CheckpointOperator("totals", "sums", 1, IsNamed: false)]);
            CheckpointFile.Write(directory, header, [new CheckpointPart(0, 0, IsWhole: true, written)]);
            return File.ReadAllBytes(System.IO.Path.Combine(directory, Path));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
