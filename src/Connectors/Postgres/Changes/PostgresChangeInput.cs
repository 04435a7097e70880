using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace HotStream.Postgres;

/// <summary>
/// Changes of tables as an input that can be read again: its position is a place in the server's log. Changes come beside the batches; a
/// batch takes whole transactions, as far as they are there. What two checkpoints have is confirmed to the slot, so that the server keeps
/// what a restart may ask for. A server that is away is waited for, and batches are empty meanwhile.
/// </summary>
internal sealed class PostgresChangeInput : InputDStream<PostgresChange>
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly PostgresPlace _place;
    private readonly string _slot;
    private readonly string _publication;
    private readonly PostgresChangeOptions _options;
    private readonly ConcurrentBag<InputRecords<PostgresChange>> _free = [];
    private readonly Queue<(BatchTime Time, ulong Lsn)> _toConfirm = [];
    private readonly Backoff _backoff;
    private CancellationTokenSource _stopping = new();
    private ChangePosition _position; // after what batches took; unknown before the slot was looked at
    private ulong _lsn; // where a reader begins: that position, without what was taken of a transaction; 0 before it is known
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last
    private volatile ChangeReader? _reader;
    private volatile Exception? _failure; // why there is no reader
    private Task? _keeping;

    public PostgresChangeInput(StreamingContext context, PostgresPlace place, string slot, string publication,
        PostgresChangeOptions options)
        : base(context, $"{place}, slot {slot}")
    {
        (_place, _slot, _publication, _options) = (place, slot, publication, options);
        _backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, context.Options.ReceiverRestartDelay);
    }

    /// <summary>Whether the slot is being read.</summary>
    internal bool IsReading => _reader is not null;

    protected override InputBatch<PostgresChange> Read(BatchTime time)
    {
        _keeping ??= KeepAsync(_stopping.Token);
        _ranges = [];
        if (_reader is not { } reader || reader.Inbox.Ready == 0)
        {
            return InputBatch<PostgresChange>.Of([], 1);
        }

        InputRecords<PostgresChange> batch = InputRecords<PostgresChange>.Rent(_free);
        _position = _position.IsKnown ? _position : new ChangePosition(Volatile.Read(ref _lsn), 0);
        ChangePosition from = _position;
        Take(reader, CountWhole(reader.Inbox), batch, to: null);
        if (_position != from)
        {
            _ranges = [new SourceRange(_slot, from.ToString(), _position.ToString())];
        }

        _toConfirm.Enqueue((time, _position.Lsn));
        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same transactions, which the slot still has.</summary>
    protected override InputBatch<PostgresChange> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        InputRecords<PostgresChange> batch = InputRecords<PostgresChange>.Rent(_free);
        foreach (SourceRange range in ranges)
        {
            ReadAgain(ChangePosition.Parse(range.From), ChangePosition.Parse(range.To), batch);
        }

        _ranges = ranges;
        _toConfirm.Enqueue((time, _position.Lsn));
        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override void OnReleased(BatchTime last)
    {
        ulong confirmed = 0;
        while (_toConfirm.TryPeek(out (BatchTime Time, ulong Lsn) first) && first.Time <= last)
        {
            confirmed = first.Lsn;
            _toConfirm.Dequeue();
        }

        if (confirmed > 0)
        {
            _ = _reader?.ConfirmAsync(confirmed);
        }
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        Span<byte> saved = output.GetSpan(sizeof(ulong) + sizeof(int));
        BinaryPrimitives.WriteUInt64LittleEndian(saved, _position.Lsn);
        BinaryPrimitives.WriteInt32LittleEndian(saved[sizeof(ulong)..], _position.Taken);
        output.Advance(sizeof(ulong) + sizeof(int));
    }

    protected override void Load(ReadOnlySpan<byte> saved) => MoveTo(new ChangePosition(
        BinaryPrimitives.ReadUInt64LittleEndian(saved), BinaryPrimitives.ReadInt32LittleEndian(saved[sizeof(ulong)..])));

    protected override void OnStop() => StopReading();

    /// <summary>How many slots of the inbox are whole transactions that fit into a batch, or a piece of one that does not.</summary>
    private long CountWhole(Inbox<ChangeSlot> inbox)
    {
        long ready = inbox.Ready;
        long whole = 0;
        int changes = 0;
        ChangePosition position = _position;
        for (long i = 0; i < ready; i++)
        {
            ref readonly ChangeSlot change = ref inbox[i];
            bool isNew = IsNew(change, position);
            if (change.IsEnd)
            {
                whole = i + 1;
            }
            else if (isNew && changes++ == _options.RecordsMax)
            {
                return whole > 0 ? whole : i;
            }

            position = isNew ? After(change, position) : position;
        }

        return whole;
    }

    /// <summary>Takes changes into a batch, at most up to a position. What a reader that began anew has once more is passed over.</summary>
    private void Take(ChangeReader reader, long count, InputRecords<PostgresChange> batch, ChangePosition? to)
    {
        long taken = 0;
        for (; taken < count && _position != to; taken++)
        {
            ref readonly ChangeSlot change = ref reader.Inbox[taken];
            if (!IsNew(change, _position))
            {
                continue;
            }

            if (!change.IsEnd)
            {
                batch.Records.Add(new PostgresChange(change.Kind, batch.Keep(change.Table), batch.Keep(change.Row), batch.Keep(change.Old),
                    (long)change.Lsn, change.Number));
            }

            MoveTo(After(change, _position));
        }

        reader.Free(taken);
    }

    private void MoveTo(ChangePosition position)
    {
        _position = position;
        Volatile.Write(ref _lsn, position.Lsn);
    }

    private static bool IsNew(in ChangeSlot change, ChangePosition position) => change.IsEnd ? change.Lsn > position.Lsn
        : change.Lsn >= position.Lsn && change.Number >= position.Taken;

    private static ChangePosition After(in ChangeSlot change, ChangePosition position) =>
        change.IsEnd ? new ChangePosition(change.Lsn, 0) : position with { Taken = change.Number + 1 };

    /// <summary>Keeps a reader open from the position on, until the stop.</summary>
    private Task KeepAsync(CancellationToken stop) => KeepReadingAsync(ReadOnAsync, Explain, _backoff, stop);

    private string? Explain(Exception failure)
    {
        _failure = failure is PostgresSourceException ? new PostgresSourceException($"{OperatorName}: {failure.Message}", failure)
            : PostgresPlace.IsOfTheServer(failure) ? PostgresPlace.Explain(OperatorName, failure)
            : failure;
        return _failure == failure ? null : _failure.Message;
    }

    private async Task ReadOnAsync(CancellationToken stop)
    {
        ChangePosition confirmed =
            await ReplicationSlot.OpenAsync(_place, _slot, _publication, _options.CreateSlot, stop).ConfigureAwait(false);
        ulong from = Volatile.Read(ref _lsn);
        if (from == 0)
        {
            from = confirmed.Lsn;
            Volatile.Write(ref _lsn, from); // nobody else writes it before there is a reader
        }
        else if (confirmed.Lsn > from)
        {
            throw new PostgresSourceException($"slot '{_slot}' goes on at {confirmed}, and we read up to {new ChangePosition(from, 0)}: it "
                + "was made again, or somebody else has read it, and what came between is missing. Begin anew, with another checkpoint "
                + "directory.");
        }

        ChangeReader reader = await ChangeReader.OpenAsync(_place, from, _options.RecordsMax, stop).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            try
            {
                _reader = reader;
                _failure = null;
                _backoff.Progress();
                await reader.RunAsync(_slot, _publication, stop).ConfigureAwait(false);
                throw new PostgresSourceException("the server has ended the replication.");
            }
            finally
            {
                _reader = null;
            }
        }
    }

    private void StopReading()
    {
        _stopping.Cancel();
        _keeping?.GetAwaiter().GetResult();
        _keeping = null;
        _stopping.Dispose();
    }

    private void ReadAgain(ChangePosition from, ChangePosition to, InputRecords<PostgresChange> batch)
    {
        if (_position != from && _keeping is not null)
        {
            StopReading();
            _stopping = new CancellationTokenSource();
        }

        MoveTo(from);
        _keeping ??= KeepAsync(_stopping.Token);
        long started = Environment.TickCount64;
        while (_position != to)
        {
            ChangeReader? reader = _reader;
            long count = reader?.Inbox.Ready ?? 0;
            if (count == 0)
            {
                Wait(reader, started, from, to);
                continue;
            }

            Take(reader!, count, batch, to);
            if (_position.Lsn > to.Lsn)
            {
                throw new PostgresSourceException($"{OperatorName}: changes {from} to {to}, which a batch of an earlier life had, are not "
                    + "in the server's log any more, or the publication has other tables now.");
            }
        }
    }

    private void Wait(ChangeReader? reader, long started, ChangePosition from, ChangePosition to)
    {
        Stopping.ThrowIfCancellationRequested();
        if (Environment.TickCount64 - started > _options.RetryFor.TotalMilliseconds)
        {
            throw new PostgresSourceException($"Changes {from} to {to} of {OperatorName}, which a batch of an earlier life had, could not "
                + $"be read again: {_failure?.Message ?? "they did not come"}", _failure);
        }

        if (reader is not null)
        {
            reader.Inbox.Wait(s_look);
        }
        else
        {
            Stopping.WaitHandle.WaitOne(s_look);
        }
    }
}
