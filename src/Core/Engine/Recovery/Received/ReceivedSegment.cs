using System.Globalization;

namespace HotStream;

/// <summary>
/// One file of what a lane received: its name says of which input and lane, and where in the lane's log it begins. Law: no two files of a
/// lane ever begin at the same position, and the sum of a frame depends on it; so what a file holds of an earlier use is no frame of it.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Input">Place of the input.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Position">Position of its first byte.</param>
internal sealed record ReceivedSegment(string Path, string Input, int Lane, long Position)
{
    /// <summary>What names end with.</summary>
    public const string Extension = ".received";

    /// <summary>What stands behind the last frame of a file that was longer in an earlier use.</summary>
    public static ReadOnlyMemory<byte> End { get; } = new byte[Frame.HeaderBytes];

    /// <summary>The file of a lane that begins at a position.</summary>
    public static ReceivedSegment Of(string directory, string input, int lane, long position) => new(
        System.IO.Path.Combine(directory,
            string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(input)}-{lane}-{position:D19}{Extension}")),
        input, lane, position);

    /// <summary>All files in a directory, in the order of their positions.</summary>
    public static IEnumerable<ReceivedSegment> In(string directory) => !Directory.Exists(directory) ? []
        : Directory.EnumerateFiles(directory, "*" + Extension).Select(Parse).OfType<ReceivedSegment>().OrderBy(segment => segment.Position);

    /// <summary>
    /// The frames of the file, up to the first that does not check: the header that every segment begins with, then what was received.
    /// </summary>
    /// <param name="bytes">The file.</param>
    /// <param name="position">Where it begins.</param>
    /// <returns>Each frame's offset and payload; behind the last, the offset where frames end, without one.</returns>
    public static IEnumerable<(int Offset, ReadOnlyMemory<byte>? Payload)> FramesOf(ReadOnlyMemory<byte> bytes, long position)
    {
        bool isOfBefore = Frame.TryRead(bytes.Span, out _) > 0; // of a build whose sums did not depend on the position
        uint bound = isOfBefore ? 0 : Frame.SumOf(position);
        int offset = 0;
        while (Frame.TryRead(bytes.Span[offset..], out ReadOnlySpan<byte> payload, bound) is > 0 and int length)
        {
            yield return (offset, bytes.Slice(offset + length - payload.Length, payload.Length));
            offset += length;
        }

        yield return (offset, null);
    }

    /// <summary>The frames of the file as it is now.</summary>
    public IEnumerable<(int Offset, ReadOnlyMemory<byte>? Payload)> Frames() => FramesOf(File.ReadAllBytes(Path), Position);

    /// <summary>How much was cut off: what lies where frames end, unless that is known to be of an earlier use.</summary>
    /// <param name="behind">What lies there.</param>
    public static int CutOf(ReadOnlySpan<byte> behind) => behind.StartsWith(End.Span) ? 0 : behind.Length;

    private static ReceivedSegment? Parse(string path)
    {
        string[] parts = System.IO.Path.GetFileNameWithoutExtension(path).Split('-');
        return parts.Length >= 3
            && long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int lane)
            ? new(path, Uri.UnescapeDataString(string.Join('-', parts[..^2])), lane, position)
            : null;
    }
}
