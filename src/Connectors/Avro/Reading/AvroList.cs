namespace HotStream.Avro;

/// <summary>Arrays, and maps, which are arrays of keys and values.</summary>
internal sealed class AvroList : AvroValue
{
    private readonly AvroValue[] _parts;

    /// <param name="parts">The elements, or keys and values.</param>
    public AvroList(params AvroValue[] parts)
    {
        _parts = parts;
        Problem = parts[^1].Problem is { } problem ? $".{(parts.Length == 1 ? "element" : "value")}{problem}" : null;
        Type = Problem is not null ? null : parts.Length == 1 ? DataType.Array(parts[0].Type!)
            : DataType.Map(parts[0].Type!, parts[1].Type!);
    }

    public override void Read(ref AvroCursor input, ColumnVector into, int row, Utf8Arena texts)
    {
        Span<int> offsets = into.Values<int>();
        offsets[0] = row == 0 ? 0 : offsets[0]; // a column that has grown since does not have it
        int at = offsets[row];
        while (input.ReadCount(out long bytes) is > 0 and var count)
        {
            int left = input.Left;
            foreach (ColumnVector child in into.Children)
            {
                child.EnsureCapacity(checked(at + count), at);
            }

            for (int end = at + count; at < end; at++)
            {
                for (int part = 0; part < _parts.Length; part++)
                {
                    _parts[part].Read(ref input, into.Children[part], at, texts);
                }
            }

            if (bytes >= 0 && left - input.Left != bytes)
            {
                throw new InvalidDataException($"A part of a list has {left - input.Left} bytes and says that it has {bytes}.");
            }
        }

        into.Values<int>()[row + 1] = at;
    }

    public override void Skip(ref AvroCursor input)
    {
        while (input.ReadCount(out long bytes) is > 0 and var count)
        {
            if (bytes >= 0)
            {
                input.ReadFixed((int)bytes);
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                foreach (AvroValue part in _parts)
                {
                    part.Skip(ref input);
                }
            }
        }
    }
}
