using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;

namespace HotStream.Sinks;

/// <summary>One partition: encodes records on the worker, while <see cref="PostgresDelivery"/> sends what is encoded.</summary>
internal sealed class PostgresWriter<T> : SinkWriter<T>
{
    private readonly PostgresTarget _target;
    private readonly SinkPartition _partition;
    private readonly PostgresField<T>[] _fields;
    private readonly CopyRows _rows;
    private readonly PostgresDelivery _delivery;
    private readonly bool _numbered;
    private readonly List<int> _dropped = []; // numbers of records that have no row
    private CancellationTokenSource? _cancel;
    private Task<IReadOnlyList<(int Row, PostgresException Cause)>>? _running;
    private BatchTime _time;

    public PostgresWriter(PostgresTarget target, PostgresTable table, PostgresField<T>[] fields, ChunkPool chunks, SinkPartition partition)
    {
        _target = target;
        _partition = partition;
        _fields = fields;
        _numbered = table.IsKeyed;
        _rows = new CopyRows(chunks);
        _delivery = new PostgresDelivery(target, table, partition, _rows);
    }

    protected override void Begin(BatchTime time)
    {
        Forget();
        _time = time;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(_partition.Stopping);
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            _rows.BeginRow(_numbered ? _fields.Length + 1 : _fields.Length);
            if (_numbered)
            {
                BinaryPrimitives.WriteInt64BigEndian(_rows.Field(sizeof(long)), _rows.Count);
            }

            foreach (PostgresField<T> field in _fields)
            {
                if (field.Encode(in record, _rows) is { } reason)
                {
                    Drop(in record, field, reason);
                    goto next;
                }
            }

            _rows.EndRow();
        next:;
        }

        if (_running is null && _rows.HasChunk)
        {
            _running = _delivery.RunAsync(_time, _cancel!.Token);
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        _rows.Finish();
        if (_rows.Count > 0)
        {
            using CancellationTokenRegistration stopping = stop.UnsafeRegister(static cancel => ((CancellationTokenSource)cancel!).Cancel(), _cancel);
            _running ??= _delivery.RunAsync(_time, _cancel!.Token);
            foreach ((int row, PostgresException cause) in await _running.ConfigureAwait(false))
            {
                Reject(row, cause);
            }
        }

        Forget();
    }

    protected override void Abort() => Forget();

    protected override void Dispose(bool disposing)
    {
        Forget();
        _rows.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Stops what is under way and drops the rows.</summary>
    private void Forget()
    {
        if (_running is { IsCompleted: false } running)
        {
            _cancel!.Cancel();
            Task.WaitAny(running); // it reads the rows; its error is not ours any more
        }

        _running = null;
        _cancel?.Dispose();
        _cancel = null;
        _dropped.Clear();
        _rows.Clear();
    }

    private void Drop(in T record, PostgresField<T> field, string reason)
    {
        _rows.DropRow();
        int number = _rows.Count + _dropped.Count;
        _dropped.Add(number);
        _partition.Reject(_target.Name, _time, number, $"column \"{field.Name}\": {reason}", Encoding.UTF8.GetBytes(RecordText.Format(record)));
    }

    private void Reject(int row, PostgresException cause)
    {
        int number = row;
        foreach (int dropped in CollectionsMarshal.AsSpan(_dropped))
        {
            number += dropped <= number ? 1 : 0;
        }

        foreach (ReadOnlyMemory<byte> whole in _rows.Range(row, row + 1)) // a row lies in one chunk
        {
            _partition.Reject(_target.Name, _time, number, PostgresErrors.Reason(cause), whole.Span);
        }
    }
}
