using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Http;

/// <summary>
/// Lines of a body: they end at a newline, a carriage return before it is dropped, the last one needs none; a byte order mark before the
/// first is no text.
/// </summary>
internal static class LineSplit
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <param name="posted">The body, and where its lines go.</param>
    /// <param name="isJson">Whether each line must be a JSON document; blank lines are left out then.</param>
    /// <param name="recordBytesMax">Bytes that a line may have.</param>
    public static void Split(HttpPosted posted, bool isJson, int recordBytesMax)
    {
        int at = 0;
        while (Next(posted.Body, ref at, out HttpRange line))
        {
            ReadOnlySpan<byte> text = line.Of(posted.Body);
            if (isJson && IsBlank(text))
            {
                continue;
            }

            string? error = line.Length > recordBytesMax ? TooLong(line.Length, recordBytesMax) : isJson ? JsonSplit.Check(text) : null;
            posted.Add(new HttpItem(line, default, default, HttpAction.None, error));
        }
    }

    /// <summary>The next line.</summary>
    /// <param name="body">All bytes.</param>
    /// <param name="at">Where it begins; then where the one after it does.</param>
    /// <param name="line">It, without its end.</param>
    /// <returns>False when there is none.</returns>
    public static bool Next(ReadOnlySpan<byte> body, ref int at, out HttpRange line)
    {
        at = at == 0 && body.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : at;
        if (at >= body.Length)
        {
            line = default;
            return false;
        }

        int length = body[at..].IndexOf((byte)'\n');
        int next = length < 0 ? body.Length : at + length + 1;
        length = length < 0 ? body.Length - at : length;
        length -= length > 0 && body[at + length - 1] == '\r' ? 1 : 0;
        line = new HttpRange(at, length);
        at = next;
        return true;
    }

    public static string TooLong(long length, int recordBytesMax) =>
        $"{length} bytes are more than the {recordBytesMax} that a record may have (HttpListenerOptions.RecordBytesMax)";

    public static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(" \t\r"u8) < 0;
}
