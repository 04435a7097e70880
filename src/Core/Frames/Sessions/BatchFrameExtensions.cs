namespace HotStream;

/// <summary>
/// Batches of streams as frames, so that SQL answers questions about each. The records are copied: the frame may be used as long as one
/// likes, also when the batch is gone.
/// </summary>
/// <example><code>
/// words.ForeachBatch((batch, time) =>
/// {
///     batch.ToFrame(session, "word").CreateTempView("words");
///     session.Sql("SELECT word, count(*) AS total FROM words GROUP BY word").Show();
/// });
/// </code></example>
public static class BatchFrameExtensions
{
    /// <summary>A column of the records.</summary>
    /// <typeparam name="T">bool, int, long, double, decimal, string, Utf8Slice, DateOnly, DateTime, DateTimeOffset or TimeSpan.</typeparam>
    /// <param name="batch">The records.</param>
    /// <param name="session">The session of the frame.</param>
    /// <param name="name">The column's name.</param>
    /// <exception cref="NotSupportedException">Records of that type are no values of a column.</exception>
    public static DataFrame ToFrame<T>(this Batch<T> batch, Session session, string name)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(session);
        using var rows = new MemoryRows(new Schema(new StructField(name, ValueColumn<T>.Type)));
        foreach (T record in batch)
        {
            ValueColumn<T>.Write(rows.Columns[0], rows.Count, record, rows.Texts);
            rows.Next();
        }

        return session.Load(rows.ToSource());
    }

    /// <summary>A column of the keys and one of the values.</summary>
    /// <typeparam name="TKey">A type of values of columns, as <see cref="ToFrame{T}(Batch{T}, Session, string)"/> takes.</typeparam>
    /// <typeparam name="TValue">Likewise.</typeparam>
    /// <param name="batch">The pairs.</param>
    /// <param name="session">The session of the frame.</param>
    /// <param name="key">The name of the column of keys.</param>
    /// <param name="value">The name of the column of values.</param>
    /// <exception cref="NotSupportedException">Keys or values are no values of a column.</exception>
    public static DataFrame ToFrame<TKey, TValue>(this Batch<KeyValuePair<TKey, TValue>> batch, Session session, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(session);
        using var rows = new MemoryRows(new Schema(new StructField(key, ValueColumn<TKey>.Type),
            new StructField(value, ValueColumn<TValue>.Type)));
        foreach (KeyValuePair<TKey, TValue> pair in batch)
        {
            ValueColumn<TKey>.Write(rows.Columns[0], rows.Count, pair.Key, rows.Texts);
            ValueColumn<TValue>.Write(rows.Columns[1], rows.Count, pair.Value, rows.Texts);
            rows.Next();
        }

        return session.Load(rows.ToSource());
    }

    /// <summary>Rows made of records of any type.</summary>
    /// <typeparam name="T">The records.</typeparam>
    /// <param name="batch">The records.</param>
    /// <param name="session">The session of the frame.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="row">The values of a record, one for each column, as <see cref="Session.CreateDataFrame"/> takes them.</param>
    /// <exception cref="ArgumentException">A row has more or fewer values, or one that its column cannot hold.</exception>
    public static DataFrame ToFrame<T>(this Batch<T> batch, Session session, Schema schema, Func<T, IReadOnlyList<object?>> row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(row);
        return session.CreateDataFrame(schema, batch.Select(row));
    }
}
