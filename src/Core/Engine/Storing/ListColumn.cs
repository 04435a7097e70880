using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>Lists of values that can be stored themselves.</summary>
internal sealed class ListColumn<T>(CodecSet codecs, string operatorName)
    : StoredColumn<List<T>?>("list of " + codecs.GrowingArray<T>(operatorName).Name)
{
    private readonly StoredColumn<T> _elements = codecs.GrowingArray<T>(operatorName);

    public override void Write(ReadOnlySpan<List<T>?> values, SnapshotWriter output)
    {
        foreach (List<T>? value in values)
        {
            output.WriteLength(value is null ? 0 : value.Count + 1);
            _elements.Write(CollectionsMarshal.AsSpan(value), output);
        }
    }

    public override void Read(SnapshotReader input, Span<List<T>?> values, Utf8Arena texts)
    {
        foreach (ref List<T>? value in values)
        {
            int length = input.ReadLength() - 1;
            value = length < 0 ? null : length > input.Left ? throw SnapshotReader.Damaged() : new List<T>(length);
            if (value is not null)
            {
                CollectionsMarshal.SetCount(value, length);
                _elements.Read(input, CollectionsMarshal.AsSpan(value), texts);
            }
        }
    }
}
