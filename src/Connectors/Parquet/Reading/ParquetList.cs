namespace HotStream.Parquet;

/// <summary>Lists of a part, or maps of two.</summary>
/// <param name="type">The type in frames.</param>
/// <param name="parts">The elements, or keys and values.</param>
/// <param name="there">The definition level from which on the list is not null.</param>
/// <param name="inside">The definition level from which on there is an element.</param>
/// <param name="depth">The repetition level of its elements.</param>
internal sealed class ParquetList(DataType type, IReadOnlyList<ParquetNode> parts, int there, int inside, int depth) : ParquetNode(type)
{
    public override ParquetLeaf First => parts[0].First;

    public override IEnumerable<ParquetLeaf> Leaves => parts.SelectMany(part => part.Leaves);

    public override int Read(ColumnVector into, int rep, int def)
    {
        (ReadOnlySpan<int> reps, ReadOnlySpan<int> defs) = First.Levels;
        into.EnsureCapacity(defs.Length, 0);
        Span<int> offsets = into.Values<int>();
        int slots = 0;
        int elements = 0;
        for (int i = 0; i < defs.Length; i++)
        {
            if (reps[i] <= rep)
            {
                if (defs[i] < def)
                {
                    continue;
                }

                offsets[slots] = elements;
                if (defs[i] < there)
                {
                    into.SetNull(slots);
                }

                slots++;
            }

            if (reps[i] <= depth && defs[i] >= inside)
            {
                elements++;
            }
        }

        offsets[slots] = elements;
        for (int part = 0; part < parts.Count; part++)
        {
            into.Children[part].ClearNulls();
            int read = parts[part].Read(into.Children[part], depth, inside);
            if (read != elements)
            {
                throw new InvalidDataException($"{read} elements of a list are there where there must be {elements}.");
            }
        }

        return slots;
    }
}
