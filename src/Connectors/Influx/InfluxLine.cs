using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace HotStream;

/// <summary>
/// Writes a point by the line protocol: <see cref="Measurement(ReadOnlySpan{char})"/>, tags, fields, <see cref="Time(DateTimeOffset)"/>, in
/// this order. Escapes what must be, and allocates nothing. What cannot be a point throws, and the record is a dead letter then. Use it
/// within the function that is given it, on its thread.
/// </summary>
public sealed class InfluxLine
{
    private const int NumberBytes = 32;
    private const string NoName =
        "Names and tags of InfluxDB have no line ends, and no backslash at their end or before a comma, a blank or an equals sign.";

    private IBufferWriter<byte>? _output;
    private Part _part;

    internal InfluxLine()
    {
    }

    private enum Part
    {
        Nothing,
        Measurement,
        Fields,
        Time,
    }

    /// <summary>What is measured: the name that begins the line.</summary>
    /// <param name="name">The name, not empty.</param>
    public InfluxLine Measurement(ReadOnlySpan<char> name)
    {
        Expect(_part == Part.Nothing && !name.IsEmpty, "A point begins with its measurement, which has a name.");
        WriteName(name, ", ");
        _part = Part.Measurement;
        return this;
    }

    /// <summary>A tag, by which series differ. One without a value is left out, as the protocol has no empty ones.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public InfluxLine Tag(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (BeginTag(name, value.IsEmpty))
        {
            WriteName(value, ",= ");
        }

        return this;
    }

    /// <inheritdoc cref="Tag(ReadOnlySpan{char}, ReadOnlySpan{char})"/>
    public InfluxLine Tag(ReadOnlySpan<char> name, Utf8Slice value)
    {
        if (BeginTag(name, value.IsEmpty))
        {
            ReadOnlySpan<byte> bytes = value.Bytes;
            for (int at = bytes.IndexOfAny((byte)'\\', (byte)'\n'); at >= 0; at = Next(bytes, at))
            {
                Expect(bytes[at] != '\n' && at + 1 < bytes.Length && !",= "u8.Contains(bytes[at + 1]), NoName);
            }

            WriteEscaped(bytes, ",= "u8);
        }

        return this;
    }

    /// <summary>A field that is a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; NaN and infinities are refused, which InfluxDB does not have.</param>
    public InfluxLine Field(ReadOnlySpan<char> name, double value)
    {
        Expect(double.IsFinite(value), "InfluxDB has no NaN and no infinity.");
        BeginField(name);
        Span<byte> text = _output!.GetSpan(NumberBytes);
        Utf8Formatter.TryFormat(value, text, out int written);
        _output!.Advance(written);
        return this;
    }

    /// <summary>A field that is a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public InfluxLine Field(ReadOnlySpan<char> name, long value)
    {
        BeginField(name);
        WriteNumber(value);
        _output!.Write("i"u8);
        return this;
    }

    /// <summary>A field that is true or false.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public InfluxLine Field(ReadOnlySpan<char> name, bool value)
    {
        BeginField(name);
        _output!.Write(value ? "t"u8 : "f"u8);
        return this;
    }

    /// <summary>A field that is a text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public InfluxLine Field(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        BeginField(name);
        _output!.Write("\""u8);
        WriteEscaped(value, "\"\\");
        _output!.Write("\""u8);
        return this;
    }

    /// <inheritdoc cref="Field(ReadOnlySpan{char}, ReadOnlySpan{char})"/>
    public InfluxLine Field(ReadOnlySpan<char> name, Utf8Slice value)
    {
        BeginField(name);
        _output!.Write("\""u8);
        WriteEscaped(value.Bytes, "\"\\"u8);
        _output!.Write("\""u8);
        return this;
    }

    /// <summary>The point's time, which it must have: without, it would be another point whenever it is sent again.</summary>
    /// <param name="time">The time.</param>
    public InfluxLine Time(DateTimeOffset time) => TimeOfNanoseconds(checked((time - DateTimeOffset.UnixEpoch).Ticks * 100));

    /// <summary>The point's time, counted from 1970.</summary>
    /// <param name="nanoseconds">Nanoseconds.</param>
    public InfluxLine TimeOfNanoseconds(long nanoseconds)
    {
        Expect(_part == Part.Fields, "The time comes behind the fields, of which a point has one at least.");
        _output!.Write(" "u8);
        WriteNumber(nanoseconds);
        _part = Part.Time;
        return this;
    }

    internal void Begin(IBufferWriter<byte> output) => (_output, _part) = (output, Part.Nothing);

    internal void End() => Expect(_part == Part.Time, "A point needs a measurement, a field and a time.");

    internal void Leave() => _output = null;

    private bool BeginTag(ReadOnlySpan<char> name, bool isEmpty)
    {
        Expect(_part == Part.Measurement && !name.IsEmpty, "Tags come behind the measurement and before the fields, and have names.");
        if (!isEmpty)
        {
            _output!.Write(","u8);
            WriteName(name, ",= ");
            _output!.Write("="u8);
        }

        return !isEmpty;
    }

    private void BeginField(ReadOnlySpan<char> name)
    {
        Expect(_part is Part.Measurement or Part.Fields && !name.IsEmpty, "Fields come behind measurement and tags, and have names.");
        _output!.Write(_part == Part.Measurement ? " "u8 : ","u8);
        WriteName(name, ",= ");
        _output!.Write("="u8);
        _part = Part.Fields;
    }

    /// <summary>A name or the value of a tag, in which the protocol has no way to write some things.</summary>
    private void WriteName(ReadOnlySpan<char> text, string special)
    {
        for (int at = 0; at < text.Length; at++)
        {
            bool isBackslash = text[at] == '\\';
            Expect(text[at] != '\n' && !(isBackslash && (at + 1 == text.Length || special.Contains(text[at + 1]))), NoName);
        }

        WriteEscaped(text, special);
    }

    private static int Next(ReadOnlySpan<byte> bytes, int at)
    {
        int next = bytes[(at + 1)..].IndexOfAny((byte)'\\', (byte)'\n');
        return next < 0 ? next : at + 1 + next;
    }

    private void WriteNumber(long value)
    {
        Span<byte> text = _output!.GetSpan(NumberBytes);
        Utf8Formatter.TryFormat(value, text, out int written);
        _output!.Advance(written);
    }

    private void WriteEscaped(ReadOnlySpan<char> text, string special)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(special);
            plain = plain < 0 ? text.Length : plain;
            int bytes = Encoding.UTF8.GetBytes(text[..plain], _output!.GetSpan(Encoding.UTF8.GetMaxByteCount(plain)));
            _output!.Advance(bytes);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                _output!.Write("\\"u8);
                _output!.Write([(byte)text[0]]);
                text = text[1..];
            }
        }
    }

    private void WriteEscaped(ReadOnlySpan<byte> text, ReadOnlySpan<byte> special)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(special);
            plain = plain < 0 ? text.Length : plain;
            _output!.Write(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                _output!.Write("\\"u8);
                _output!.Write(text[..1]);
                text = text[1..];
            }
        }
    }

    private void Expect(bool condition, string otherwise)
    {
        if (_output is null || !condition)
        {
            throw new InvalidOperationException(_output is null ? "The line is used outside of the function that it is for." : otherwise);
        }
    }
}
