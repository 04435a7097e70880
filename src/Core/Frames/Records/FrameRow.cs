namespace HotStream;

/// <summary>
/// One row of a frame for a function in C#, read in place: no string and no object is made unless it is asked for. Texts live as long as
/// the function runs. A null is read as a default value; <see cref="IsNull(int)"/> says so.
/// </summary>
public readonly ref struct FrameRow
{
    private readonly ColumnBatch _batch;
    private readonly int _row;

    internal FrameRow(Schema schema, ColumnBatch batch, int row)
    {
        Schema = schema;
        _batch = batch;
        _row = row;
    }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>Whether the value of a column is null.</summary>
    /// <param name="column">The column's place.</param>
    public bool IsNull(int column) => _batch.Columns[column].Type.Kind == TypeKind.Null || _batch.Columns[column].IsNull(_row);

    /// <inheritdoc cref="IsNull(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public bool IsNull(string column) => IsNull(PlaceOf(column));

    /// <summary>The whole number in a column of INT or BIGINT.</summary>
    /// <param name="column">The column's place.</param>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public long GetInt64(int column) => IsNull(column) ? 0 : Kind(column) switch
    {
        TypeKind.Int => Cell.Read<int>(_batch.Columns[column], _row),
        TypeKind.Long => Cell.Read<long>(_batch.Columns[column], _row),
        _ => throw Wrong(column, "a whole number"),
    };

    /// <inheritdoc cref="GetInt64(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public long GetInt64(string column) => GetInt64(PlaceOf(column));

    /// <summary>The number in a column of DOUBLE, DECIMAL, INT or BIGINT.</summary>
    /// <param name="column">The column's place.</param>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public double GetDouble(int column) => IsNull(column) ? 0 : _batch.Columns[column].Type switch
    {
        DecimalType type => Decimals.ToDouble(Cell.Read<Int128>(_batch.Columns[column], _row), type.Scale),
        { Kind: TypeKind.Double } => Cell.Read<double>(_batch.Columns[column], _row),
        _ => GetInt64(column),
    };

    /// <inheritdoc cref="GetDouble(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public double GetDouble(string column) => GetDouble(PlaceOf(column));

    /// <summary>The number in a column of DECIMAL, INT or BIGINT.</summary>
    /// <param name="column">The column's place.</param>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    /// <exception cref="OverflowException">It has more digits than .NET's decimal.</exception>
    public decimal GetDecimal(int column) => IsNull(column) ? 0 : _batch.Columns[column].Type is DecimalType type
        ? new WideDecimal(Cell.Read<Int128>(_batch.Columns[column], _row), type.Scale).ToDecimal() : GetInt64(column);

    /// <inheritdoc cref="GetDecimal(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public decimal GetDecimal(string column) => GetDecimal(PlaceOf(column));

    /// <summary>The truth in a column of BOOLEAN.</summary>
    /// <param name="column">The column's place.</param>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public bool GetBoolean(int column) => !IsNull(column) && (Kind(column) == TypeKind.Boolean ? _batch.Columns[column].GetBoolean(_row)
        : throw Wrong(column, "a boolean"));

    /// <inheritdoc cref="GetBoolean(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public bool GetBoolean(string column) => GetBoolean(PlaceOf(column));

    /// <summary>The text in a column of STRING, not copied.</summary>
    /// <param name="column">The column's place.</param>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public Utf8Slice GetText(int column) => IsNull(column) ? default : Kind(column) == TypeKind.String
        ? Cell.Read<Utf8Slice>(_batch.Columns[column], _row) : throw Wrong(column, "a text");

    /// <inheritdoc cref="GetText(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Utf8Slice GetText(string column) => GetText(PlaceOf(column));

    /// <summary>The value of any column as an object, as <see cref="Row"/> holds it; null for a null.</summary>
    /// <param name="column">The column's place.</param>
    public object? Get(int column) => Cell.ToObject(_batch.Columns[column], _row);

    /// <inheritdoc cref="Get(int)"/>
    /// <param name="column">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public object? Get(string column) => Get(PlaceOf(column));

    private TypeKind Kind(int column) => _batch.Columns[column].Type.Kind;

    private int PlaceOf(string column) => Schema.IndexOf(column) is int at and >= 0 ? at
        : throw new KeyNotFoundException(
            $"There is no column '{column}'; there are {string.Join(", ", Schema.Select(field => field.Name))}.");

    private InvalidCastException Wrong(int column, string wanted) =>
        new($"Column '{Schema[column].Name}' is {Schema[column].Type}, no {wanted}; Get gives any value.");
}
