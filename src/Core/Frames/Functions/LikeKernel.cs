namespace HotStream;

/// <summary>
/// LIKE with a pattern that is known: texts and percent signs only are compared piece by piece, anything else by a matcher that goes back
/// to
/// the last percent sign only, so that its time is at most text times pattern.
/// </summary>
internal sealed unsafe class LikeKernel : Kernel
{
    private readonly byte[] _pattern;
    private readonly bool _ignoresCase;
    private readonly TextPrefix? _prefix;

    public LikeKernel(byte[] pattern, bool ignoresCase)
    {
        _pattern = pattern;
        _ignoresCase = ignoresCase;
        bool isPrefix = !ignoresCase && pattern.Length > 0 && pattern[^1] == '%'
            && pattern.AsSpan(0, pattern.Length - 1).IndexOfAny((byte)'%', (byte)'_', (byte)'\\') < 0;
        _prefix = isPrefix ? new TextPrefix(pattern[..^1]) : null;
    }

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        if (_prefix is not null)
        {
            _prefix.Run(inputs[0], result, rows);
            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            result.SetBoolean(row, Matches(Cell.Read<Utf8Slice>(inputs[0], row).Bytes));
        }
    }

    public override int Select(ReadOnlySpan<ColumnVector> inputs, RowSet rows, ushort* places) =>
        _prefix is null ? -1 : _prefix.Select(inputs[0], rows, places);

    private bool Matches(ReadOnlySpan<byte> text)
    {
        int at = 0;
        int place = 0;
        int percent = -1;
        int retry = 0;
        while (at < text.Length)
        {
            if (place < _pattern.Length && _pattern[place] == '%')
            {
                percent = place++;
                retry = at;
            }
            else if (place < _pattern.Length && TryOne(text, ref at, ref place))
            {
                continue;
            }
            else if (percent < 0)
            {
                return false;
            }
            else
            {
                place = percent + 1;
                at = ++retry;
            }
        }

        while (place < _pattern.Length && _pattern[place] == '%')
        {
            place++;
        }

        return place == _pattern.Length;
    }

    private bool TryOne(ReadOnlySpan<byte> text, ref int at, ref int place)
    {
        if (_pattern[place] == '_')
        {
            do
            {
                at++;
            }
            while (at < text.Length && (text[at] & 0xC0) == 0x80);
            place++;
            return true;
        }

        int literal = _pattern[place] == '\\' && place + 1 < _pattern.Length ? place + 1 : place;
        if (text[at] != _pattern[literal] && !(_ignoresCase && Lower(text[at]) == Lower(_pattern[literal])))
        {
            return false;
        }

        at++;
        place = literal + 1;
        return true;
    }

    private static int Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? b + 32 : b;
}
