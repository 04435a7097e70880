namespace HotStream;

/// <summary>Rows of the left side with their partners.</summary>
internal sealed unsafe class AsOfSink : PipeSink
{
    private readonly AsOfSide _side;
    private readonly AsOfMatch _match;
    private readonly ColumnProgram _program; // the keys, then what is compared
    private readonly ColumnVector[] _computed;
    private readonly ColumnBatch _result;
    private readonly int _leftCount;
    private readonly int[] _left = new int[ColumnBatch.MaxRows];
    private readonly int[] _right = new int[ColumnBatch.MaxRows];
    private readonly NativeBlock _groups = new(sizeof(int) * ColumnBatch.MaxRows);

    public AsOfSink(ColumnSink next, AsOfSide side, JoinParts parts, AsOfPlan plan)
        : base(next)
    {
        _side = side;
        _match = plan.Match;
        _program = new ColumnProgram([.. parts.Keys.Select(key => key.Probe), plan.LeftTime], plan.Inputs[0].Output);
        _computed = new ColumnVector[parts.Keys.Count + 1];
        _result = new ColumnBatch(plan.Schema);
        _leftCount = plan.Inputs[0].Output.Count;
    }

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _computed);
        int* groups = (int*)_groups.Pointer;
        _side.Kept.Find(_computed.AsSpan(0, _computed.Length - 1), batch.Rows, groups);
        int count = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int row = batch.PlaceOf(i);
            int other = _side.Find(groups[i], _computed[^1], row, _match);
            if (other >= 0 || _match.KeepsAll)
            {
                _left[count] = row;
                _right[count++] = other;
            }
        }

        if (count == 0)
        {
            return true;
        }

        for (int i = 0; i < _result.Columns.Length; i++)
        {
            _result.Columns[i].ClearNulls();
            ColumnVector from = i < _leftCount ? batch.Columns[i] : _side.Kept.Rows.Columns[i - _leftCount];
            ColumnCopy.Append(from, (i < _leftCount ? _left : _right).AsSpan(0, count), _result.Columns[i], 0, null);
        }

        _result.SetLength(count);
        return Next.Push(_result);
    }

    public override void Dispose()
    {
        _program.Dispose();
        _groups.Dispose();
        foreach (ColumnVector column in _result.Columns)
        {
            column.Dispose();
        }
    }
}
