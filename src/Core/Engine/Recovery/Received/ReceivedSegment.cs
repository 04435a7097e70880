using System.Globalization;

namespace HotStream;

/// <summary>One file of what a lane received: its name says of which input and lane, and where in the lane's log it begins.</summary>
/// <param name="Path">The file.</param>
/// <param name="Input">Place of the input.</param>
/// <param name="Lane">The lane.</param>
/// <param name="Position">Position of its first byte.</param>
internal sealed record ReceivedSegment(string Path, string Input, int Lane, long Position)
{
    /// <summary>What names end with.</summary>
    public const string Extension = ".received";

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
    /// <returns>Each frame's offset and payload; behind the last, the offset where frames end, without one.</returns>
    public static IEnumerable<(int Offset, ReadOnlyMemory<byte>? Payload)> FramesOf(ReadOnlyMemory<byte> bytes)
    {
        int offset = 0;
        while (Frame.TryRead(bytes.Span[offset..], out ReadOnlySpan<byte> payload) is > 0 and int length)
        {
            yield return (offset, bytes.Slice(offset + length - payload.Length, payload.Length));
            offset += length;
        }

        yield return (offset, null);
    }

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
