using HotStream.Sinks;

namespace HotStream;

/// <summary>The columns of a CSV file, in their order. Not thread-safe.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class CsvColumns<T>
{
    private readonly List<CsvColumn<T>> _all = [];

    internal CsvColumns()
    {
    }

    internal CsvColumn<T>[] All => [.. _all];

    /// <summary>
    /// Adds a column. Text is quoted when it must be; numbers and dates are written culture-free, moments in the round-trip form of ISO
    /// 8601; null is an empty field, empty text is <c>""</c>. Slices, numbers and dates cost the heap nothing, other values a string each.
    /// </summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="column">Its name in the header.</param>
    /// <param name="value">The value of a record. Called once for each record, on worker threads; if it throws, the
    /// record is a dead letter.</param>
    /// <returns>These columns, for the next one.</returns>
    public CsvColumns<T> Add<TValue>(string column, Func<T, TValue> value)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(value);
        _all.Add(new CsvColumn<T, TValue>(column, value));
        return this;
    }
}
