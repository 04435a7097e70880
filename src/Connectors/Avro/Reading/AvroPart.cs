namespace HotStream.Avro;

/// <summary>Blocks of a file that are read by one worker: those behind marks that begin in a range of bytes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Its length when the frame was made.</param>
/// <param name="Modified">When it was last changed before.</param>
/// <param name="Start">The first byte of the range.</param>
/// <param name="End">The byte behind it.</param>
internal sealed record AvroPart(string Path, long Length, DateTime Modified, long Start, long End)
{
    /// <summary>The parts of a file.</summary>
    public static IEnumerable<AvroPart> Of(AvroFile file, long partBytes)
    {
        DateTime modified = File.GetLastWriteTimeUtc(file.Path);
        for (long start = 0; start < file.Length; start += partBytes)
        {
            yield return new AvroPart(file.Path, file.Length, modified, start, Math.Min(file.Length, start + partBytes));
        }
    }

    /// <exception cref="InvalidDataException">The file is another one now.</exception>
    public void CheckUnchanged()
    {
        var about = new FileInfo(Path);
        if (!about.Exists || about.Length != Length || about.LastWriteTimeUtc != Modified)
        {
            throw new InvalidDataException(
                $"{Path} {(about.Exists ? "was changed" : "is gone")} since the frame was made; make the frame again.");
        }
    }
}
