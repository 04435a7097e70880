using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace HotStream;

/// <summary>
/// Rows of JSON by their outline (<see cref="JsonOutline"/>): the usual row, whose values are plain and whose fields come in the order of
/// the row before, is read without a walk. It is tried, and the walk reads what it leaves; where it often fails it is tried less often.
/// </summary>
internal sealed unsafe class JsonPlainRows : IDisposable
{
    private const int LengthMin = 16; // shorter ones may stand in the slice itself
    private const int LongestPause = 63; // rows

    private readonly NativeBlock _ends = new(sizeof(int) * (JsonOutline.LengthMax + JsonOutline.Slack));
    private readonly JsonOutline _outline = KernelCatalog.Outline;
    private int _pause; // rows after the next failure
    private int _left; // rows that are not tried

    /// <summary>Reads a row; false when somebody else must, whatever was written.</summary>
    public bool TryRead(JsonObjectReader reader, ReadOnlySpan<byte> text, ReadOnlySpan<ColumnVector> columns, int row, JsonTexts texts)
    {
        if (_left > 0)
        {
            _left--;
            return false;
        }

        if (IsRead(reader, text, columns, row, texts))
        {
            _pause = 0;
            return true;
        }

        _left = _pause;
        _pause = Math.Min((2 * _pause) + 1, LongestPause);
        return false;
    }

    public void Dispose() => _ends.Dispose();

    private bool IsRead(JsonObjectReader reader, ReadOnlySpan<byte> text, ReadOnlySpan<ColumnVector> columns, int row, JsonTexts texts)
    {
        if (text.Length is < LengthMin or > JsonOutline.LengthMax || text[^1] != '}')
        {
            return false;
        }

        int* ends = (int*)_ends.Pointer;
        fixed (byte* first = &MemoryMarshal.GetReference(text)) // a slab's: it does not move, and may be read beyond its end
        {
            int commas = _outline.FindCommas(first, text.Length, ends, out int quotes, out bool isAscii);
            if (commas < 0)
            {
                return false;
            }

            ends[commas] = text.Length - 1;
            return reader.ReadPlain(first, text.Length, ends, commas + 1, quotes, columns, row, texts) && (isAscii || Utf8.IsValid(text));
        }
    }
}
