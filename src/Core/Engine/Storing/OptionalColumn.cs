namespace HotStream;

/// <summary>Values that may be missing, of a type that needs a codec: whether there is one, then those that there are.</summary>
internal sealed class OptionalColumn<T>(StoredColumn<T> column) : StoredColumn<Optional<T>>("optional " + column.Name)
{
    public override void Write(ReadOnlySpan<Optional<T>> values, SnapshotWriter output)
    {
        var present = new List<T>();
        foreach (Optional<T> value in values)
        {
            output.Write(value.HasValue ? (byte)1 : (byte)0);
            if (value.HasValue)
            {
                present.Add(value.Value);
            }
        }

        column.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(present), output);
    }

    public override void Read(SnapshotReader input, Span<Optional<T>> values, Utf8Arena texts)
    {
        ReadOnlySpan<byte> there = input.Take(values.Length);
        var present = new T[there.Length - there.Count((byte)0)];
        column.Read(input, present, texts);
        int next = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = there[i] == 0 ? default : new Optional<T>(true, present[next++]);
        }
    }
}
