namespace HotStream;

/// <summary>The kept side of an as-of join: for each key its rows in the order of what is compared. Read by many threads.</summary>
internal sealed class AsOfSide : IDisposable
{
    private readonly ColumnTable _times;
    private readonly int[] _starts; // of each key where its rows begin
    private readonly int[] _rows; // key by key, in order; those of a null are in none

    public AsOfSide(KeptSide kept, AsOfPlan plan)
    {
        Kept = kept;
        _times = new ColumnTable([plan.RightTime.Type]);
        using (var program = new ColumnProgram([plan.RightTime], plan.Inputs[1].Output))
        {
            kept.Rows.PushTo(new Times(program, _times));
        }

        _starts = new int[kept.Groups + 1];
        var rows = new List<int>(kept.Rows.Count);
        for (int group = 0; group < kept.Groups; group++)
        {
            _starts[group] = rows.Count;
            for (int row = kept.Last(group); row >= 0; row = kept.Before(row))
            {
                if (!_times.Columns[0].IsNull(row))
                {
                    rows.Add(row);
                }
            }

            rows.Sort(_starts[group], rows.Count - _starts[group], Comparer<int>.Create((a, b) =>
                Order.Compare(_times.Columns[0], a, _times.Columns[0], b) is int order and not 0 ? order : a - b));
        }

        _starts[^1] = rows.Count;
        _rows = [.. rows];
    }

    public KeptSide Kept { get; }

    public void Dispose() => _times.Dispose();

    /// <summary>The row that is meant, -1 when there is none.</summary>
    public int Find(int group, ColumnVector times, int row, AsOfMatch match)
    {
        if (group < 0 || group >= _starts.Length - 1 || times.IsNull(row))
        {
            return -1;
        }

        // The first of the group's rows that is later, or not earlier.
        bool equalIsEarlier = match.IsBefore == match.TakesEqual;
        int low = _starts[group];
        int high = _starts[group + 1];
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = Order.Compare(_times.Columns[0], _rows[middle], times, row);
            if (order < 0 || (order == 0 && equalIsEarlier))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        int found = match.IsBefore ? low - 1 : low;
        return found >= _starts[group] && found < _starts[group + 1] ? _rows[found] : -1;
    }

    private sealed class Times(ColumnProgram program, ColumnTable times) : ColumnSink
    {
        private readonly ColumnVector[] _computed = new ColumnVector[1];

        public override bool Push(ColumnBatch batch)
        {
            program.Run(batch, _computed);
            times.Append(_computed, batch.Rows);
            return true;
        }
    }
}
