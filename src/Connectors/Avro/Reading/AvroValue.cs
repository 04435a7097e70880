namespace HotStream.Avro;

/// <summary>
/// Values of a type of Avro: read into a column, or passed over. Those that frames have no type for can only be passed over. Has no state
/// of its own: a named type is one object wherever it is used.
/// </summary>
internal abstract class AvroValue
{
    /// <summary>The type in frames; null when there is none.</summary>
    public DataType? Type { get; protected set; }

    /// <summary>What there is no type for, with its place within this value; null where there is one.</summary>
    public string? Problem { get; protected set; }

    /// <summary>Reads one.</summary>
    /// <param name="input">Stands at it.</param>
    /// <param name="into">The column, which has room for the row.</param>
    /// <param name="row">The row: rows are read in their order.</param>
    /// <param name="texts">Takes copies of texts.</param>
    public abstract void Read(ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts);

    /// <summary>Passes one over.</summary>
    public abstract void Skip(ref AvroCursor input);

    /// <summary>Writes null for one that is not there.</summary>
    public static void WriteNull(ColumnVector into, int row)
    {
        into.SetNull(row);
        CloseLists(into, row);
    }

    /// <summary>Before the first row: nothing is null, and lists begin at 0.</summary>
    public static void Begin(ColumnVector column)
    {
        column.ClearNulls();
        if (column.Type.Kind is TypeKind.Array or TypeKind.Map)
        {
            column.Values<int>()[0] = 0;
        }

        foreach (ColumnVector child in column.Children)
        {
            Begin(child);
        }
    }

    /// <summary>Lists of a row that has none are empty.</summary>
    private static void CloseLists(ColumnVector into, int row)
    {
        if (into.Type.Kind is TypeKind.Array or TypeKind.Map)
        {
            Span<int> offsets = into.Values<int>();
            offsets[0] = row == 0 ? 0 : offsets[0];
            offsets[row + 1] = offsets[row];
        }
        else if (into.Type.Kind == TypeKind.Struct)
        {
            foreach (ColumnVector field in into.Children)
            {
                CloseLists(field, row);
            }
        }
    }
}
