using System.Text;

namespace HotStream.Io;

/// <summary>How lines are cut into fields.</summary>
/// <param name="Separator">What stands between fields.</param>
/// <param name="Quote">What stands around a field that has separators in it; doubled inside.</param>
/// <param name="Null">The text that is a null when it is not in quotes.</param>
/// <param name="HasHeader">Whether the first line of each file names the columns.</param>
internal sealed record CsvFormat(byte Separator, byte Quote, byte[] Null, bool HasHeader)
{
    /// <summary>The fields of a line as strings, for the few lines somebody looks at.</summary>
    public IEnumerable<string?> Cut(byte[] line)
    {
        int at = 0;
        while (at <= line.Length)
        {
            (int start, int length, bool isQuoted, bool isEscaped) = Next(line, ref at);
            ReadOnlySpan<byte> field = line.AsSpan(start, length);
            yield return !isQuoted && field.SequenceEqual(Null) ? null
                : isEscaped ? Encoding.UTF8.GetString(field).Replace("\"\"", "\"", StringComparison.Ordinal)
                    : Encoding.UTF8.GetString(field);
        }
    }

    /// <summary>
    /// The field that begins at a place, which then is behind its separator, or one after the line's end. A quote that is not closed ends
    /// with
    /// the line; what follows a closing quote up to the separator is left out.
    /// </summary>
    public (int Start, int Length, bool IsQuoted, bool IsEscaped) Next(ReadOnlySpan<byte> line, ref int at)
    {
        if (at >= line.Length || line[at] != Quote)
        {
            int start = at;
            int length = line[at..].IndexOf(Separator);
            length = length < 0 ? line.Length - at : length;
            at += length + 1;
            return (start, length, false, false);
        }

        int first = at + 1;
        int end = first;
        bool isEscaped = false;
        while (true)
        {
            int quote = line[end..].IndexOf(Quote);
            end = quote < 0 ? line.Length : end + quote;
            if (end + 1 >= line.Length || line[end + 1] != Quote)
            {
                break;
            }

            isEscaped = true;
            end += 2;
        }

        int rest = end < line.Length ? line[end..].IndexOf(Separator) : -1;
        at = rest < 0 ? line.Length + 1 : end + rest + 1;
        return (first, end - first, true, isEscaped);
    }
}
