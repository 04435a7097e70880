namespace HotStream;

/// <summary>A value that may be missing: the side of an outer join that found no partner.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="HasValue">Whether there is a value.</param>
/// <param name="Value">The value, or the default.</param>
public readonly record struct Optional<T>(bool HasValue, T Value) : IStored<Optional<T>>
{
    StoredColumn<Optional<T>> IStored<Optional<T>>.Column(CodecSet codecs, string operatorName) =>
        new OptionalColumn<T>(codecs.GrowingArray<T>(operatorName));

    /// <summary>No value.</summary>
    public static Optional<T> None => default;

    /// <summary>A value.</summary>
    /// <param name="value">The value.</param>
    public static Optional<T> Some(T value) => new(true, value);

    /// <summary>The value, or a substitute.</summary>
    /// <param name="substitute">Returned when there is no value.</param>
    public T GetValueOrDefault(T substitute) => HasValue ? Value : substitute;

    /// <summary>The value's text, or <c>None</c>.</summary>
    public override string ToString() => HasValue ? $"Some({Value})" : "None";
}
