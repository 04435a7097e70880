using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>
/// A stream as an input that can be read again: its position is the id of the last entry that a batch took. Entries come beside the
/// batches, at most as many as are allowed; a batch takes what is there. A server that is away is waited for, and batches are empty then.
/// </summary>
internal sealed class RedisReplayInput<T, TRecord> : InputDStream<T>
    where TRecord : struct, IRedisRecord<T>
{
    private const int ReadAtOnce = 1000;

    private readonly RedisAddress _address;
    private readonly string _key;
    private readonly RedisReplayOptions _options;
    private readonly RedisValue _field;
    private readonly ConcurrentBag<InputRecords<T>> _free = [];
    private readonly ConcurrentQueue<StreamEntry> _waiting = [];
    private readonly SemaphoreSlim _room = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Backoff _backoff;
    private byte[] _bytes = new byte[256]; // of the payload that is being taken
    private RedisId? _position; // of the last entry that a batch took, or before the first; null before that is known
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last
    private Task? _keeping;

    public RedisReplayInput(StreamingContext context, RedisAddress address, string key, RedisReplayOptions options)
        : base(context, $"{address}/{PlainText.Of(key)}")
    {
        (_address, _key, _options) = (address, key, options);
        _field = Encoding.UTF8.GetBytes(options.Field);
        _position = options.Start == RedisStart.First ? default(RedisId) : null;
        _backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, context.Options.ReceiverRestartDelay);
    }

    /// <summary>Whether a batch has asked for what is new.</summary>
    internal bool HasBegun => _keeping is not null;

    /// <summary>The last entry that waits for a batch, or was taken by one.</summary>
    internal string LastId { get; private set; } = "0-0";

    protected override InputBatch<T> Read(BatchTime time)
    {
        _keeping ??= KeepAsync(_stopping.Token);
        _ranges = [];
        if (_waiting.IsEmpty)
        {
            return InputBatch<T>.Of([], 1);
        }

        InputRecords<T> batch = Rent();
        RedisId from = _position!.Value;
        RedisId to = from;
        for (int i = 0; i < _options.RecordsMax && _waiting.TryDequeue(out StreamEntry entry); i++)
        {
            to = RedisId.Parse(entry.Id);
            Add(to, entry, batch);
        }

        _position = to;
        _room.Release();
        _ranges = [new SourceRange(_key, from.ToString(), to.ToString())];
        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same entries, as far as the stream still has them.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        InputRecords<T> batch = Rent();
        foreach (SourceRange range in ranges)
        {
            (RedisId from, RedisId to) = (RedisId.Parse(range.From), RedisId.Parse(range.To));
            if (from.CompareTo(to) < 0)
            {
                ReadAgain(from, to, batch);
            }

            _position = to;
        }

        _ranges = ranges;
        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override void Save(IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(_position?.ToString() ?? ""));

    protected override void Load(ReadOnlySpan<byte> saved) =>
        _position = saved.IsEmpty ? _position : RedisId.Parse(Encoding.UTF8.GetString(saved));

    protected override void OnStop()
    {
        _stopping.Cancel();
        _keeping?.GetAwaiter().GetResult();
        _stopping.Dispose();
        _room.Dispose();
    }

    private InputRecords<T> Rent() => InputRecords<T>.Rent(_free);

    private void Add(RedisId id, in StreamEntry entry, InputRecords<T> batch)
    {
        RedisValue payload = RedisFields.Find(entry, _field);
        if (!payload.IsNull && payload.GetLongByteCount() <= Slab.MaxCapacity)
        {
            int length = (int)payload.GetLongByteCount();
            if (length > _bytes.Length)
            {
                _bytes = new byte[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
            }

            payload.CopyTo(_bytes);
            batch.Records.Add(TRecord.Make(id, batch.Keep(_bytes.AsSpan(0, length))));
            return;
        }

        DeadLetter(new DeadLetter(OperatorName, $"entry {id}", payload.IsNull
            ? $"it has no field '{PlainText.Of(_options.Field)}'; set RedisReplayOptions.Field, or correct the sender"
            : $"its payload is larger than the maximum of {Slab.MaxCapacity} bytes", RedisFields.Describe(entry)));
    }

    /// <summary>Keeps reading from the position on, until the stop.</summary>
    private Task KeepAsync(CancellationToken stop)
    {
        RedisId? last = _position;
        return KeepReadingAsync(ReadAsync, Explain, _backoff, stop);

        async Task ReadAsync(CancellationToken stop)
        {
            using RedisLink link = await RedisLink.OpenAsync(_address, _options, "hotstream").ConfigureAwait(false);
            _position ??= last = await FindEndAsync(link.Database).ConfigureAwait(false);
            while (true)
            {
                last = await ReadOnAsync(link.Database, last!.Value, stop).ConfigureAwait(false);
                _backoff.Progress();
            }
        }
    }

    private string? Explain(Exception failure) => !RedisLink.IsOfTheServer(failure) ? null
        : failure is IOException ? failure.Message
        : RedisLink.Explain(OperatorName, failure).Message;

    /// <summary>Reads what there is room for.</summary>
    /// <returns>The last entry that was read.</returns>
    private async Task<RedisId> ReadOnAsync(IDatabase database, RedisId last, CancellationToken stop)
    {
        int room = Math.Min(_options.RecordsMax - _waiting.Count, ReadAtOnce);
        StreamEntry[] entries = room <= 0 ? []
            : await database.StreamRangeAsync(_key, $"({last}", "+", room).ConfigureAwait(false);
        foreach (StreamEntry entry in entries)
        {
            _waiting.Enqueue(entry);
        }

        if (entries.Length == 0)
        {
            stop.ThrowIfCancellationRequested();
            await _room.WaitAsync(_options.Poll, stop).ConfigureAwait(false);
            return last;
        }

        LastId = entries[^1].Id.ToString();
        return RedisId.Parse(entries[^1].Id);
    }

    private async Task<RedisId> FindEndAsync(IDatabase database) => await database.KeyExistsAsync(_key).ConfigureAwait(false)
        ? RedisId.Parse((await database.StreamInfoAsync(_key).ConfigureAwait(false)).LastGeneratedId) : default;

    private void ReadAgain(RedisId from, RedisId to, InputRecords<T> batch)
    {
        var backoff = new Backoff(_options.RetryFor, TimeProvider.System);
        int before = batch.Records.Count;
        while (true)
        {
            try
            {
                using var link = RedisLink.Open(_address, _options, "hotstream");
                ReadAgain(link.Database, from, to, batch);
                return;
            }
            catch (Exception failure) when (RedisLink.IsOfTheServer(failure))
            {
                batch.CutTo(before);
                if (!backoff.WaitAsync(_stopping.Token).AsTask().GetAwaiter().GetResult())
                {
                    throw RedisLink.Explain(
                        $"Entries behind {from}, up to {to}, of {OperatorName}, which a batch of an earlier life had, could not be read "
                        + "again", failure);
                }
            }
        }
    }

    private void ReadAgain(IDatabase database, RedisId from, RedisId to, InputRecords<T> batch)
    {
        StreamEntry[] entries;
        RedisId last = from;
        do
        {
            entries = database.StreamRange(_key, $"({last}", to.ToString(), ReadAtOnce);
            foreach (StreamEntry entry in entries)
            {
                last = RedisId.Parse(entry.Id);
                Add(last, entry, batch);
            }
        }
        while (entries.Length == ReadAtOnce);

        if (last != to)
        {
            Report($"entry {to}, which a batch of an earlier life had, is not in the stream any more, nor perhaps some before it: what was "
                + "removed is missing in its batch. Let the stream keep more.");
        }
    }
}
