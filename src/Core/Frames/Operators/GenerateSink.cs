namespace HotStream;

/// <summary>A row for each value of a list or a map.</summary>
internal sealed unsafe class GenerateSink : PipeSink
{
    private readonly ColumnProgram _program;
    private readonly ColumnBatch _result;
    private readonly bool _isOuter;
    private readonly bool _hasPosition;
    private readonly int _kept;
    private readonly int[] _rows = new int[ColumnBatch.MaxRows];
    private readonly int[] _values = new int[ColumnBatch.MaxRows];
    private readonly int[] _positions = new int[ColumnBatch.MaxRows];
    private int _count;

    public GenerateSink(ColumnSink next, GeneratePlan plan)
        : base(next)
    {
        _program = new ColumnProgram([plan.Generator.Inputs[0]], plan.Inputs[0].Output);
        _isOuter = plan.Generator.IsOuter;
        _hasPosition = plan.Generator.HasPosition;
        _kept = plan.Inputs[0].Output.Count;
        _result = new ColumnBatch(plan.Schema);
    }

    public override bool Push(ColumnBatch batch)
    {
        ColumnVector? list = null;
        _program.Run(batch, new Span<ColumnVector>(ref list!));
        bool wanted = true;
        for (int i = 0; i < batch.Count && wanted; i++)
        {
            int row = batch.PlaceOf(i);
            int start = list.IsNull(row) ? 0 : list.Offsets[row];
            int end = list.IsNull(row) ? 0 : list.Offsets[row + 1];
            if (start == end && _isOuter)
            {
                wanted = Add(batch, list, row, -1, -1);
            }

            for (int at = start; at < end && wanted; at++)
            {
                wanted = Add(batch, list, row, at, at - start);
            }
        }

        return Flush(batch, list) && wanted;
    }

    public override void Dispose()
    {
        _program.Dispose();
        _result.DisposeColumns();
    }

    private bool Add(ColumnBatch batch, ColumnVector list, int row, int value, int position)
    {
        _rows[_count] = row;
        _values[_count] = value;
        _positions[_count++] = position;
        return _count < ColumnBatch.MaxRows || Flush(batch, list);
    }

    private bool Flush(ColumnBatch batch, ColumnVector list)
    {
        if (_count == 0)
        {
            return true;
        }

        for (int i = 0; i < _result.Columns.Length; i++)
        {
            ColumnVector column = _result.Columns[i];
            column.ClearNulls();
            int made = i - _kept - (_hasPosition ? 1 : 0);
            if (i >= _kept && made < 0)
            {
                WritePositions(column);
                continue;
            }

            ColumnVector from = i < _kept ? batch.Columns[i] : list.Children[made];
            ColumnCopy.Append(from, (i < _kept ? _rows : _values).AsSpan(0, _count), column, 0, null);
        }

        _result.SetLength(_count);
        _count = 0;
        return Next.Push(_result);
    }

    private void WritePositions(ColumnVector column)
    {
        for (int i = 0; i < _count; i++)
        {
            Cell.Write(column, i, _positions[i]);
            if (_positions[i] < 0)
            {
                column.SetNull(i);
            }
        }
    }
}
