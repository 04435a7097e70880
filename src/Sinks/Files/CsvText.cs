using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>One field of text: in quotes when it must be, and when it is empty, which tells it from a missing one.</summary>
internal static class CsvText
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create(",\"\r\n"u8);

    public static void Write(ReadOnlySpan<byte> text, ArrayPoolBufferWriter<byte> output)
    {
        if (text.Length > 0 && !text.ContainsAny(s_special))
        {
            text.CopyTo(output.GetSpan(text.Length));
            output.Advance(text.Length);
            return;
        }

        Span<byte> quoted = output.GetSpan((2 * text.Length) + 2);
        int at = 0;
        quoted[at++] = (byte)'"';
        foreach (byte letter in text)
        {
            if (letter == '"')
            {
                quoted[at++] = letter;
            }

            quoted[at++] = letter;
        }

        quoted[at++] = (byte)'"';
        output.Advance(at);
    }
}
