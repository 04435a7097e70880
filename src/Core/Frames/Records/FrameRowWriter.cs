namespace HotStream;

/// <summary>Takes the values of a row that a function in C# makes. What is not set is null. Used by one thread, as long as the function
/// runs.</summary>
public sealed unsafe class FrameRowWriter
{
    private readonly ColumnBatch _batch;
    private readonly Utf8Arena _texts;
    private readonly bool[] _isSet;
    private int _row;

    internal FrameRowWriter(Schema schema, ColumnBatch batch, Utf8Arena texts)
    {
        Schema = schema;
        _batch = batch;
        _texts = texts;
        _isSet = new bool[schema.Count];
    }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>Sets a column of BIGINT.</summary>
    /// <param name="column">The column's place.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public void Set(int column, long value) => *(long*)Place(column, TypeKind.Long) = value;

    /// <summary>Sets a column of INT.</summary>
    /// <inheritdoc cref="Set(int, long)"/>
    public void Set(int column, int value) => *(int*)Place(column, TypeKind.Int) = value;

    /// <summary>Sets a column of DOUBLE.</summary>
    /// <inheritdoc cref="Set(int, long)"/>
    public void Set(int column, double value) => *(double*)Place(column, TypeKind.Double) = value;

    /// <summary>Sets a column of BOOLEAN.</summary>
    /// <inheritdoc cref="Set(int, long)"/>
    public void Set(int column, bool value)
    {
        Place(column, TypeKind.Boolean);
        _batch.Columns[column].SetBoolean(_row, value);
    }

    /// <summary>Sets a column of STRING; the text is copied.</summary>
    /// <inheritdoc cref="Set(int, long)"/>
    public void Set(int column, Utf8Slice value) => *(Utf8Slice*)Place(column, TypeKind.String) = _texts.Add(value.Bytes);

    /// <summary>Sets a column of any type by an object, as <see cref="Row"/> holds it.</summary>
    /// <param name="column">The column's place.</param>
    /// <param name="value">The value; null for a null.</param>
    /// <exception cref="InvalidCastException">It is no value of the column's type.</exception>
    public void Set(int column, object? value)
    {
        Cell.FromObject(_batch.Columns[column], _row, value, _texts);
        _isSet[column] = true;
    }

    internal void Begin(int row)
    {
        _row = row;
        Array.Clear(_isSet);
    }

    internal void End()
    {
        for (int i = 0; i < _isSet.Length; i++)
        {
            if (!_isSet[i])
            {
                Cell.FromObject(_batch.Columns[i], _row, null, _texts);
            }
        }
    }

    private byte* Place(int column, TypeKind kind)
    {
        ColumnVector values = _batch.Columns[column];
        if (values.Type.Kind != kind)
        {
            throw new InvalidCastException($"Column '{Schema[column].Name}' is {values.Type}; the value set is of kind {kind}.");
        }

        if (values.MayBeNull)
        {
            Bits.Set(values.Validity, _row);
        }

        _isSet[column] = true;
        return values.Data + ((long)_row * values.Type.Width);
    }
}
