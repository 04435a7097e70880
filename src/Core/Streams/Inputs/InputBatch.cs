namespace HotStream;

/// <summary>What an <see cref="InputDStream{T}"/> has for one batch time.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
public readonly struct InputBatch<T>
{
    private readonly IReadOnlyList<T>? _records;
    private readonly int _partitions;
    private readonly ITextSource? _text;
    private readonly IRecordSource<T>? _source;
    private readonly long _count; // of the source; negative when nobody knows

    private InputBatch(IReadOnlyList<T>? records, int partitions, ITextSource? text, IDisposable? owner = null)
    {
        _records = records;
        _partitions = partitions;
        _text = text;
        Owner = owner;
    }

    private InputBatch(IRecordSource<T> source, long count)
    {
        _source = source;
        _count = count;
    }

    /// <summary>Records in memory, split into contiguous partitions.</summary>
    /// <param name="records">The records; not copied.</param>
    /// <param name="partitions">Partitions, at least 1.</param>
    public static InputBatch<T> Of(IReadOnlyList<T> records, int partitions) => new(records, partitions, null);

    /// <summary>
    /// Records in memory that is used again: for slices of an <see cref="Utf8Arena"/>, or a list that is filled anew.
    /// </summary>
    /// <param name="records">The records; not copied.</param>
    /// <param name="partitions">Partitions, at least 1.</param>
    /// <param name="owner">Disposed once, on any thread, when nobody reads the records any more: the batch is over, and no window
    /// holds it.</param>
    public static InputBatch<T> Of(IReadOnlyList<T> records, int partitions, IDisposable owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new(records, partitions, null, owner);
    }

    /// <summary>Lines read when the batch is computed.</summary>
    /// <param name="source">The text.</param>
    /// <exception cref="InvalidOperationException">The input's records are not <see cref="Utf8Slice"/>.</exception>
    public static InputBatch<T> Of(ITextSource source) => typeof(T) == typeof(Utf8Slice)
        ? new(null, 0, source)
        : throw new InvalidOperationException("A text source gives Utf8Slice records; derive the input from InputDStream<Utf8Slice>.");

    /// <summary>Records read when the batch is computed, in the partitions that their source has.</summary>
    /// <param name="source">The records.</param>
    /// <param name="records">How many there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of records.</exception>
    public static InputBatch<T> Of(IRecordSource<T> source, long records)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        return new(source, records);
    }

    /// <summary>The same where only reading the records shows how many there are.</summary>
    /// <param name="source">The records.</param>
    public static InputBatch<T> Of(IRecordSource<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source, -1);
    }

    /// <summary>What is disposed when nobody reads the records any more; null for nothing.</summary>
    internal IDisposable? Owner { get; }

    /// <summary>How many records there are; null when only reading them would show it.</summary>
    internal long? Records => _text is not null ? null : _source is not null ? (_count < 0 ? null : _count) : _records?.Count ?? 0;

    /// <summary>Whether it can be read when its batch is over.</summary>
    internal bool OutlivesBatch => _text is null && _source is null;

    internal Batch<T> ToBatch(BatchScope scope) => _text is not null
        ? (Batch<T>)(object)new TextBatch(scope, _text)
        : _source is not null ? new RecordBatch<T>(scope, _source, Math.Max(0, _count))
        : new ListBatch<T>(scope, _records ?? [], Math.Max(1, _partitions));
}
