namespace HotStream;

/// <summary>Values by a codec of the user's, each with its length before it.</summary>
internal sealed class CodecColumn<T>(Codec<T> codec) : StoredColumn<T>($"{StoredType.NameOf(typeof(T))} as {codec.Form}")
{
    public override void Write(ReadOnlySpan<T> values, SnapshotWriter output)
    {
        using var one = new SnapshotWriter();
        foreach (T value in values)
        {
            codec.Write(value, one);
            output.WriteText(one.Written);
            one.Clear();
        }
    }

    public override void Read(SnapshotReader input, Span<T> values, Utf8Arena texts)
    {
        foreach (ref T value in values)
        {
            value = codec.Read(input.ReadText());
        }
    }
}
