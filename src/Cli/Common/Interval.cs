using System.Globalization;

namespace HotStream.Cli;

/// <summary>A length of time as people type it: <c>500ms</c>, <c>1s</c>, <c>2.5s</c>, <c>1m</c>.</summary>
/// <param name="Length">Whole milliseconds, at least 1.</param>
internal readonly record struct Interval(TimeSpan Length)
{
    private static readonly (string Suffix, int Milliseconds)[] s_units = [("ms", 1), ("s", 1000), ("m", 60_000)]; // ms before m and s

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <exception cref="FormatException">The text is no interval; the message says how to write one.</exception>
    public static Interval Parse(string text)
    {
        foreach ((string suffix, int milliseconds) in s_units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out decimal number))
            {
                return FromMilliseconds(text, number, milliseconds);
            }
        }

        throw new FormatException($"'{text}' is no interval; write a number and ms, s or m, such as 500ms, 1s, 2.5s or 1m.");
    }

    /// <summary>The shortest way to write it that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Length.TotalMilliseconds switch
    {
        < 1000 => FormattableString.Invariant($"{Length.TotalMilliseconds:0}ms"),
        >= 60_000 and var ms when ms % 60_000 == 0 => FormattableString.Invariant($"{Length.TotalMinutes:0}m"),
        _ => FormattableString.Invariant($"{Length.TotalSeconds:0.###}s"),
    };

    private static Interval FromMilliseconds(string text, decimal number, int unit)
    {
        if (number <= 0 || number > (decimal)s_longest.TotalMilliseconds / unit || number * unit % 1 != 0)
        {
            throw new FormatException($"'{text}' is out of range; an interval is whole milliseconds, from 1ms to 1440m.");
        }

        return new Interval(TimeSpan.FromMilliseconds((long)(number * unit)));
    }
}
