using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Sinks;

/// <summary>A column of a CSV file and where its values come from.</summary>
internal abstract class CsvColumn<T>(string name)
{
    public string Name => name;

    public abstract void Write(in T record, IBufferWriter<byte> output, bool neutralizeFormulas);
}

/// <inheritdoc/>
internal sealed class CsvColumn<T, TValue>(string name, Func<T, TValue> value) : CsvColumn<T>(name)
{
    private const int NumberBytes = 64;

    // Moments are written so that they come back whole.
    private static readonly string? s_format = typeof(TValue) == typeof(DateTime) || typeof(TValue) == typeof(DateTimeOffset)
        || typeof(TValue) == typeof(DateTime?) || typeof(TValue) == typeof(DateTimeOffset?) ? "O" : null;

    public override void Write(in T record, IBufferWriter<byte> output, bool neutralizeFormulas)
    {
        TValue field = value(record);
        if (field is Utf8Slice slice)
        {
            CsvText.Write(slice.Bytes, output, neutralizeFormulas);
        }
        else if (typeof(TValue).IsValueType && field is IUtf8SpanFormattable formattable
            && formattable.TryFormat(output.GetSpan(NumberBytes), out int written, s_format, CultureInfo.InvariantCulture)
            && !HoldsSpecial(output.GetSpan(NumberBytes)[..written]))
        {
            output.Advance(written);
        }
        else if (field is not null)
        {
            CsvText.Write(Encoding.UTF8.GetBytes(RecordText.Format(field)), output, neutralizeFormulas);
        }
    }

    private static bool HoldsSpecial(ReadOnlySpan<byte> text) => text.ContainsAny(CsvText.Special);
}
