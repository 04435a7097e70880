using System.Buffers;

namespace HotStream.Sinks;

/// <summary>One field of text: in quotes when it must be, and when it is empty, so that it differs from a missing one.</summary>
internal static class CsvText
{
    /// <summary>What makes quotes necessary: separators, quotes, and a line break of any kind.</summary>
    public static SearchValues<byte> Special { get; } = SearchValues.Create(",\"\r\n"u8);

    /// <summary>What makes a spreadsheet run a text, if it begins so.</summary>
    private static readonly SearchValues<byte> s_formula = SearchValues.Create("=+-@\t\r\n"u8);

    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output, bool neutralizeFormulas)
    {
        bool isFormula = neutralizeFormulas && text.Length > 0 && s_formula.Contains(text[0]);
        if (text.Length > 0 && !isFormula && !text.ContainsAny(Special))
        {
            output.Write(text);
            return;
        }

        Span<byte> quoted = output.GetSpan(checked((2 * text.Length) + 3));
        int at = 0;
        quoted[at++] = (byte)'"';
        if (isFormula)
        {
            quoted[at++] = (byte)'\'';
        }

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
