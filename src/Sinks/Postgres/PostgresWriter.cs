using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Npgsql;

namespace HotStream.Sinks;

/// <summary>One partition: encodes records on the worker, while <see cref="PostgresDelivery"/> sends what is encoded.</summary>
internal sealed class PostgresWriter<T> : SinkWriter<T>
{
    private readonly PostgresTarget _target;
    private readonly SinkPartition _partition;
    private readonly PostgresField<T>[] _fields;
    private readonly (string Name, PgType Type)[] _columns;
    private readonly CopyRows _rows;
    private readonly PostgresDelivery _delivery;
    private readonly bool _numbered;
    private readonly List<int> _dropped = []; // numbers of records that have no row
    private CancellationTokenSource? _cancel;
    private Task<IReadOnlyList<(int Row, PostgresException Cause)>>? _running;
    private BatchTime _time;
    private long _batch;

    public PostgresWriter(PostgresTarget target, PostgresTable table, PostgresField<T>[] fields, ChunkPool chunks, SinkPartition partition)
    {
        _target = target;
        _partition = partition;
        _fields = fields;
        _columns = Array.ConvertAll(fields, field => (field.Name, table.TypeOf(field.Name)));
        _numbered = table.IsKeyed;
        _rows = new CopyRows(chunks);
        _delivery = new PostgresDelivery(target, table, partition, _rows);
    }

    protected override void Begin(BatchTime time)
    {
        Forget();
        _time = time;
        _batch = _partition.BatchNumber;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(_partition.BatchStopping);
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
                if (Encode(field, in record) is { } reason)
                {
                    Drop(in record, reason);
                    goto next;
                }
            }

            _rows.EndRow();
        next:;
        }

        if (_running is null && _rows.HasChunk)
        {
            _running = _delivery.RunAsync(_time, _batch, _cancel!.Token);
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        _rows.Finish();
        if (_rows.Count > 0)
        {
            using CancellationTokenRegistration stopping =
                stop.UnsafeRegister(static cancel => ((CancellationTokenSource)cancel!).Cancel(), _cancel);
            _running ??= _delivery.RunAsync(_time, _batch, _cancel!.Token);
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

    private string? Encode(PostgresField<T> field, in T record)
    {
        try
        {
            return field.Encode(in record, _rows) is { } reason
                ? $"Column \"{field.Name}\" cannot take it: {reason}. Correct such records, or filter them, before the sink." : null;
        }
        catch (Exception cause)
        {
            return LetterText.Reason(cause, field.Name); // the user's function threw
        }
    }

    private void Drop(in T record, string reason)
    {
        _rows.DropRow();
        int number = _rows.Count + _dropped.Count;
        _dropped.Add(number);
        _partition.Reject(_target.Name, _time, number, reason, Describe(in record));
    }

    /// <summary>The record as its columns say, as far as they can be read.</summary>
    private byte[] Describe(in T record)
    {
        var names = new List<string>();
        var values = new List<object>();
        foreach (PostgresField<T> field in _fields)
        {
            names.Add(field.Name);
            values.Add(field.ValueOf(in record));
        }

        return LetterText.Of(names, values);
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
            _partition.Reject(_target.Name, _time, number, PostgresErrors.Refusal(cause),
                CopyRowText.Of(whole.Span, _columns, _numbered ? 1 : 0));
        }
    }
}
