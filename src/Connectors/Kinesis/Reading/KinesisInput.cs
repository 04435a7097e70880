using System.Buffers;
using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>
/// A stream as an input that can be read again: each shard is a partition of the batch, and a batch is a range of sequence numbers of each.
/// Records are fetched beside the batches; a batch takes what is there, as far as the rate allows. A server that is away is waited for.
/// </summary>
internal sealed class KinesisInput<T, TForm> : InputDStream<T>
    where TForm : struct, IKinesisForm<T>
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5); // before the same is said again

    private readonly KinesisClient _client;
    private readonly KinesisSource _source;
    private readonly KinesisKeeper _keeper;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, KinesisPosition> _positions = new(StringComparer.Ordinal);
    private readonly List<KinesisShard> _shards = [];
    private readonly Backoff _backoff;
    private readonly Lock _saying = new();
    private List<SourceRange> _ranges = [];
    private Task? _keeping;
    private long _created;
    private int _turn;
    private (string Text, long Time) _said = ("", 0);

    public KinesisInput(StreamingContext context, string stream, KinesisOptions options)
        : base(context, $"kinesis {PlainText.Of(stream)}")
    {
        _client = new KinesisClient(options);
        _source = new KinesisSource(OperatorName, context.Name, stream, options, new KinesisReads(_client, stream, OperatorName),
            new KinesisBudget(options.HeldBytesMax), Say);
        TimeSpan first = context.Options.ReceiverRestartDelay;
        _backoff = NewBackoff();
        _keeper = new KinesisKeeper(_source, read => KeepReadingAsync(read, Explain, NewBackoff(), _stopping.Token), first);

        Backoff NewBackoff() => new(TimeSpan.MaxValue, TimeProvider.System, first);
    }

    /// <summary>Whether a batch has asked for what is new.</summary>
    internal bool HasBegun => _keeping is not null;

    /// <summary>Bytes that were fetched and no batch took; for tests.</summary>
    internal long Held => _source.Budget.Held;

    /// <summary>Sequence number of the last record that was fetched of a shard, or taken; empty for none. For tests.</summary>
    internal string LastFetched(string shard) => _keeper.LastFetched(shard);

    protected override InputBatch<T> Read(BatchTime time)
    {
        if (_keeping is null)
        {
            _keeper.Begin(_positions, _created);
            _keeping = KeepReadingAsync(stop => _keeper.LookOnAsync(_backoff, stop), Explain, _backoff, _stopping.Token);
        }

        _ranges = [];
        TakeFound();
        ThrowIfGone();
        var batch = new KinesisBatch<T, TForm>(_source.Name, DeadLetter);
        long left = Most();
        long waiting = _shards.Sum(static shard => shard.Waiting);
        bool allFit = waiting <= left;
        double share = allFit ? 1 : (double)left / waiting;
        for (int i = 0; i < _shards.Count; i++)
        {
            KinesisShard shard = _shards[(i + _turn) % _shards.Count];
            long most = allFit ? left : Math.Min(left, Math.Max(1, (long)(shard.Waiting * share)));
            left -= Take(shard, most, batch);
        }

        _turn++;
        if (_shards.RemoveAll(static shard => shard.IsDone) > 0)
        {
            _keeper.Wake(); // for the shards that came from it
        }

        return InputBatch<T>.Of(batch, batch.Count);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same records, as far as the stream still has them.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        var batch = new KinesisBatch<T, TForm>(_source.Name, DeadLetter);
        try
        {
            foreach (SourceRange range in ranges)
            {
                (KinesisPosition from, KinesisPosition to) = (Parse(range, range.From), Parse(range, range.To));
                if (to.Kind == KinesisPositionKind.Record && from.CompareTo(to) < 0)
                {
                    List<KinesisPortion> portions = [];
                    batch.Add(range.Partition, portions);
                    ReadAgain(range, from, to, portions);
                }

                _positions[range.Partition] = to;
            }

            _ranges = [.. ranges];
            return InputBatch<T>.Of(batch, batch.Count);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("created"u8, _keeping is null ? _created : _keeper.Created);
        json.WriteStartObject("shards"u8);
        foreach ((string shard, KinesisPosition position) in _positions)
        {
            json.WriteString(shard, (_shards.Find(known => known.Id == shard)?.Saved ?? position).ToSaved());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    protected override void Load(ReadOnlySpan<byte> saved)
    {
        using var json = JsonDocument.Parse(saved.ToArray());
        _created = json.RootElement.GetProperty("created").GetInt64();
        foreach (JsonProperty shard in json.RootElement.GetProperty("shards").EnumerateObject())
        {
            if (KinesisPosition.TryParse(shard.Value.GetString(), out KinesisPosition? position))
            {
                _positions[shard.Name] = position.Value;
            }
        }
    }

    protected override void OnStop()
    {
        _stopping.Cancel();
        _keeping?.GetAwaiter().GetResult();
        _keeper.EndAsync().GetAwaiter().GetResult();
        _shards.ForEach(static shard => shard.Clear());
        _keeper.Dispose();
        _source.Budget.Dispose();
        _client.Dispose();
        _stopping.Dispose();
    }

    private static KinesisPosition Parse(SourceRange range, string text) => KinesisPosition.TryParse(text, out KinesisPosition? position)
        ? position.Value
        : throw new ArgumentException($"{range} is no range of a shard: positions are SEQUENCE, SEQUENCE/RECORD, @MILLISECONDS, "
            + "TRIM_HORIZON and SHARD_END.");

    private static string? Explain(Exception failure) => (failure as KinesisException)?.Message;

    /// <summary>Records that the batch may have.</summary>
    private long Most()
    {
        double rate = RateLimit is { } limit ? Math.Max(1, limit * Context.BatchInterval.TotalSeconds) : double.PositiveInfinity;
        return (long)Math.Min(_source.Options.RecordsMax, rate);
    }

    private long Take(KinesisShard shard, long most, KinesisBatch<T, TForm> batch)
    {
        KinesisPosition from = shard.Position;
        List<KinesisPortion> portions = [];
        shard.Take(most, portions);
        if (portions.Count > 0)
        {
            batch.Add(shard.Id, portions);
        }

        if (portions.Count > 0 || shard.IsNew)
        {
            _ranges.Add(new SourceRange(shard.Id, from.ToString(), shard.Position.ToString()));
            shard.IsNew = false;
        }

        _positions[shard.Id] = shard.IsDone ? KinesisPosition.End : shard.Position;
        return portions.Sum(static portion => portion.End - portion.Start);
    }

    /// <summary>
    /// Shards that are new. Where each begins is in the log with the first batch that knows it, so that a restart finds no other beginning.
    /// </summary>
    private void TakeFound()
    {
        while (_keeper.TryTakeFound(out KinesisShard shard))
        {
            _positions[shard.Id] = shard.Position;
            if (!shard.IsDone)
            {
                _shards.Add(shard);
            }
            else if (shard.IsNew)
            {
                _ranges.Add(new SourceRange(shard.Id, shard.Position.ToString(), shard.Position.ToString()));
            }
        }

        while (_keeper.TryTakeForgotten(out string gone))
        {
            _positions.Remove(gone);
        }
    }

    /// <exception cref="InvalidDataException">Records are gone, and that is not to be passed over.</exception>
    private void ThrowIfGone()
    {
        string? problem = _keeper.Problem ?? _shards.Find(static shard => shard.Problem is not null)?.Problem;
        if (problem is not null)
        {
            throw new InvalidDataException(problem);
        }
    }

    private void ReadAgain(SourceRange range, KinesisPosition from, KinesisPosition to, List<KinesisPortion> portions)
    {
        var backoff = new Backoff(_source.Options.RetryFor, TimeProvider.System);
        while (true)
        {
            try
            {
                string? gone = KinesisReplay.ReadAsync(_source, range.Partition, from, to, portions, Stopping).GetAwaiter().GetResult();
                if (gone is not null && _source.Options.WhenRecordsAreGone == KinesisLostRecords.Fail)
                {
                    throw new InvalidDataException(_source.Explain(gone));
                }

                if (gone is not null)
                {
                    Report($"{gone} They are missing in the batch.");
                }

                return;
            }
            catch (KinesisException failure)
            {
                portions.ForEach(static portion => portion.Block.LetGo());
                portions.Clear();
                if (!backoff.WaitAsync(Stopping).AsTask().GetAwaiter().GetResult())
                {
                    throw new IOException($"What a batch of an earlier life had of shard {PlainText.Of(range.Partition)} of "
                        + $"{OperatorName}, behind {from} up to {to}, could not be read again: {failure.Message}", failure);
                }
            }
        }
    }

    /// <summary>Many shards have the same trouble: it is said once in a while.</summary>
    private void Say(string text)
    {
        int shard = text.IndexOf("shardId-", StringComparison.Ordinal);
        string kind = shard < 0 ? text : text[..shard];
        lock (_saying)
        {
            long now = Environment.TickCount64;
            if (_said.Text == kind && now - _said.Time < s_quiet.TotalMilliseconds)
            {
                return;
            }

            _said = (kind, now);
        }

        Report(text);
    }
}
