namespace HotStream;

/// <summary>Arrays of values that can be stored themselves.</summary>
internal sealed class ArrayColumn<T>(CodecSet codecs, string operatorName)
    : StoredColumn<T[]?>("array of " + codecs.GrowingArray<T>(operatorName).Name)
{
    private readonly StoredColumn<T> _elements = codecs.GrowingArray<T>(operatorName);

    public override void Write(ReadOnlySpan<T[]?> values, SnapshotWriter output)
    {
        foreach (T[]? value in values)
        {
            output.WriteLength(value is null ? 0 : value.Length + 1);
            _elements.Write(value, output);
        }
    }

    public override void Read(SnapshotReader input, Span<T[]?> values, Utf8Arena texts)
    {
        foreach (ref T[]? value in values)
        {
            int length = input.ReadLength() - 1;
            value = length < 0 ? null : length > input.Left ? throw SnapshotReader.Damaged() : new T[length];
            _elements.Read(input, value, texts);
        }
    }
}
