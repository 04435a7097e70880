namespace HotStream;

/// <summary>Rows in order, in memory or on disk, read one after the other.</summary>
internal abstract class SortedRun : IDisposable
{
    /// <summary>The columns that the row is in, until <see cref="Next"/> after <see cref="IsLastOfBlock"/>.</summary>
    public abstract ColumnVector[] Columns { get; }

    /// <summary>The row that is next.</summary>
    public abstract int Row { get; }

    /// <summary>Whether the columns hold other rows after it.</summary>
    public abstract bool IsLastOfBlock { get; }

    /// <summary>Rows in all, and the bytes they take.</summary>
    public abstract (long Rows, long Bytes) Size { get; }

    /// <summary>Goes to the first row, then to the next; false at the end.</summary>
    public abstract bool Next();

    public abstract void Dispose();

    /// <summary>Rows in memory, in an order.</summary>
    public sealed class InMemory(ColumnTable rows, int[] order) : SortedRun
    {
        private int _at = -1;

        public override ColumnVector[] Columns => rows.Columns;

        public override int Row => order[_at];

        public override bool IsLastOfBlock => false;

        public override (long Rows, long Bytes) Size => (rows.Count, rows.Bytes);

        public override bool Next() => ++_at < order.Length;

        public override void Dispose()
        {
        }
    }

    /// <summary>Rows on disk.</summary>
    public sealed class OnDisk(StoredRows rows, CancellationToken cancellation) : SortedRun
    {
        private readonly StoredReader _reader = new(rows, cancellation);
        private int _row = -1;

        public override ColumnVector[] Columns => _reader.Batch.Columns;

        public override int Row => _row;

        public override bool IsLastOfBlock => _row == _reader.Batch.Length - 1;

        public override (long Rows, long Bytes) Size => (rows.Count, rows.Bytes);

        public override bool Next()
        {
            if (++_row < _reader.Batch.Length)
            {
                return true;
            }

            _row = 0;
            return _reader.Next();
        }

        public override void Dispose() => _reader.Dispose();
    }
}
