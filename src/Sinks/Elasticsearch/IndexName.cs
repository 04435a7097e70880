using System.Buffers;
using System.Globalization;

namespace HotStream.Sinks;

/// <summary>The name of an index, with or without a date; remembers the last one it made.</summary>
internal sealed class IndexName
{
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("\\/*?\"<>| ,#:{}");

    private readonly string _pattern;
    private readonly string? _format;
    private readonly int _open;
    private readonly int _close;
    private long _day = long.MinValue;
    private string _name;

    public IndexName(string pattern)
    {
        _pattern = pattern;
        _name = pattern;
        _open = pattern.IndexOf('{', StringComparison.Ordinal);
        _close = pattern.IndexOf('}', StringComparison.Ordinal);
        if (_open >= 0 && _close > _open + 1)
        {
            _format = pattern[(_open + 1).._close];
            At(default); // a format that is none is refused here
        }

        Check(_name);
    }

    /// <summary>The index of a batch.</summary>
    public string At(BatchTime time)
    {
        if (_format is not null && time.Milliseconds != _day)
        {
            string date = time.ToDateTimeOffset().UtcDateTime.ToString(_format, CultureInfo.InvariantCulture);
            _name = string.Concat(_pattern.AsSpan(0, _open), date, _pattern.AsSpan(_close + 1));
            _day = time.Milliseconds;
        }

        return _name;
    }

    public override string ToString() => _pattern;

    /// <summary>The rules of Elasticsearch for names of indices.</summary>
    public static void Check(string name)
    {
        bool isRight = name.Length is > 0 and <= 255 && name is not ("." or "..") && name[0] is not ('-' or '_' or '+')
            && !name.AsSpan().ContainsAny(s_forbidden) && !name.AsSpan().ContainsAnyInRange('A', 'Z');
        if (!isRight)
        {
            throw new ArgumentException(
                $"'{name}' cannot be the name of an index: use lower-case letters, digits, '-', '_' and '.', not '-' or '_' in front; a "
                + $"date goes in braces, as in logs-{{yyyy.MM.dd}}.");
        }
    }
}
