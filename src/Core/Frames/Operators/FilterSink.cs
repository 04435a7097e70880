namespace HotStream;

/// <summary>
/// Rows in which all conditions are true; null is not. Conditions are asked one after the other, each only about rows that met those
/// before.
/// </summary>
internal sealed unsafe class FilterSink : PipeSink
{
    private readonly ColumnProgram[] _conditions;
    private readonly ColumnBatch _result;
    private readonly int _columns;

    public FilterSink(ColumnSink next, IEnumerable<Bound> conditions, IReadOnlyList<PlanColumn> inputs)
        : base(next)
    {
        _conditions = [.. conditions.Select(condition => new ColumnProgram([condition], inputs))];
        _columns = inputs.Count;
        _result = new ColumnBatch(new ColumnVector[_columns]);
    }

    public override bool Push(ColumnBatch batch)
    {
        Array.Copy(batch.Columns, _result.Columns, _columns);
        _result.SelectLike(batch);
        foreach (ColumnProgram condition in _conditions)
        {
            ColumnVector? truth = null;
            condition.Run(_result, new Span<ColumnVector>(ref truth!));
            Keep(_result, truth);
            if (_result.Count == 0)
            {
                return true;
            }
        }

        return Next.Push(_result);
    }

    public override void Dispose()
    {
        foreach (ColumnProgram condition in _conditions)
        {
            condition.Dispose();
        }
    }

    /// <summary>Selects the rows, of those that are meant, in which a boolean is true.</summary>
    internal static void Keep(ColumnBatch batch, ColumnVector truth)
    {
        ushort* places = batch.Places;
        if (batch.IsSelected)
        {
            int kept = 0;
            for (int i = 0; i < batch.Count; i++)
            {
                ushort row = places[i];
                places[kept] = row;
                kept += truth.GetBoolean(row) && !truth.IsNull(row) ? 1 : 0;
            }

            batch.Select(kept);
            return;
        }

        ulong* words = stackalloc ulong[ColumnBatch.MaxRows / 64];
        for (int word = 0; word < Bits.Words(batch.Length); word++)
        {
            words[word] = truth.MayBeNull ? truth.Words[word] & truth.Validity[word] : truth.Words[word];
        }

        int count = Bits.Count(words, batch.Length);
        if (count < batch.Length)
        {
            Bits.Flatten(words, batch.Length, places);
            batch.Select(count);
        }
    }
}
