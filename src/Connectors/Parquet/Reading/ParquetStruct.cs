namespace HotStream.Parquet;

/// <summary>Named parts; there when its own level is reached.</summary>
internal sealed class ParquetStruct(DataType type, IReadOnlyList<ParquetNode> parts, int there) : ParquetNode(type)
{
    public override ParquetLeaf First => parts[0].First;

    public override IEnumerable<ParquetLeaf> Leaves => parts.SelectMany(part => part.Leaves);

    public override int Read(ColumnVector into, int rep, int def)
    {
        (ReadOnlySpan<int> reps, ReadOnlySpan<int> defs) = First.Levels;
        into.EnsureCapacity(defs.Length, 0);
        int slots = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            into.Children[part].ClearNulls();
            slots = parts[part].Read(into.Children[part], rep, def);
        }

        int slot = 0;
        for (int i = 0; i < defs.Length; i++)
        {
            if (defs[i] >= def && (reps.IsEmpty || reps[i] <= rep))
            {
                if (defs[i] < there)
                {
                    into.SetNull(slot);
                }

                slot++;
            }
        }

        return slots;
    }
}
