namespace HotStream;

/// <summary>Texts of JSON into nested columns: the value is read as the only field of a row around it.</summary>
internal sealed class FromJsonKernel(DataType type) : Kernel
{
    private readonly JsonValueReader _reader = new(type, 0);
    private readonly JsonTexts _parsed = new();

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        _parsed.Clear();
        result.ClearNulls();
        foreach (ColumnVector child in result.Children)
        {
            child.ClearNulls();
        }

        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (!rows.IsMeant(row, ref next) || inputs[0].IsNull(row)
                || !TryRead(Cell.Read<Utf8Slice>(inputs[0], row), result, row))
            {
                JsonValueReader.WriteNull(result, row);
            }
        }
    }

    private bool TryRead(Utf8Slice text, ColumnVector result, int row)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        var cursor = new JsonCursor(bytes);
        _parsed.Document = text;
        return cursor.Peek() != 0 && _reader.Read(ref cursor, bytes, result, row, _parsed) && cursor.Peek() == 0
            && cursor.At == bytes.Length;
    }
}
