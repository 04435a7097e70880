using System.Buffers;
using System.Text.Json;

namespace HotStream.Kafka;

/// <summary>Reads topics: takes at each batch time what the client has fetched, as far as the rate allows.</summary>
internal sealed class KafkaInput<T, TForm> : KafkaDStream<T>
    where TForm : struct, IKafkaForm<T>
{
    private const int AgainMilliseconds = 50;
    private const int SilenceMilliseconds = 10_000;

    private readonly KafkaSource _source;
    private readonly Dictionary<TopicPartition, long> _known = []; // of an earlier life
    private readonly List<KafkaCursor> _cursors = [];
    private readonly KafkaTopicNames _names = new();
    private KafkaClient? _client;
    private KafkaKeeper? _keeper;
    private KafkaOffsetRange[] _ranges = [];
    private IReadOnlyList<SourceRange> _logged = [];
    private bool _wasAgain = true;

    public KafkaInput(StreamingContext context, KafkaSource source)
        : base(context, "KafkaStream")
    {
        _source = source;
    }

    public override IReadOnlyList<KafkaOffsetRange> OffsetRanges => _ranges;

    /// <summary>Records fetched and in no batch yet; for tests, between batches.</summary>
    internal long Waiting => _cursors.Sum(static cursor => cursor.Waiting);

    /// <summary>Partitions that are read; for tests, between batches.</summary>
    internal int PartitionsRead => _cursors.Count;

    /// <summary>Partitions that are read, or will be from the next batch on; for tests, between batches.</summary>
    internal int PartitionsFound => _cursors.Count + _keeper!.Found;

    protected override void OnStart(BatchTime zeroTime, BatchTime startTime)
    {
        _client = KafkaClient.Create(KafkaClient.Consumer, _source.Settings, KafkaEvents.Error);
        _keeper = new KafkaKeeper(_client, _source, _known, Report, $"hotstream-kafka {Context.Name}");
        if (_source.Group is not null)
        {
            Context.BatchCompleted += Commit;
        }
    }

    protected override void OnStop()
    {
        Context.BatchCompleted -= Commit;
        _keeper?.Stop();
        _cursors.ForEach(static cursor => cursor.Close());
        _cursors.Clear();
        _client?.Release();
        _names.Dispose();
    }

    protected override InputBatch<T> Read(BatchTime time)
    {
        TakeFound();
        var batch = new KafkaBatch<T, TForm>(_client!, DeadLetter);
        try
        {
            var ranges = new KafkaOffsetRange[_cursors.Count];
            var logged = new List<SourceRange>();
            double seconds = Context.BatchInterval.TotalSeconds;
            double share = Share(RateLimit * seconds);
            for (int i = 0; i < ranges.Length; i++)
            {
                KafkaCursor cursor = _cursors[i];
                long from = cursor.Position;
                KafkaCode problem = cursor.Take(batch.Records, Most(cursor, share, _source.MaxRatePerPartition * seconds));
                batch.EndPartition(cursor, from);
                ranges[i] = new KafkaOffsetRange(cursor.Place.Topic, cursor.Place.Partition, from, cursor.Position);
                if (cursor.IsNew || from != cursor.Position)
                {
                    logged.Add(ranges[i].ToSourceRange());
                }

                Check(cursor, problem);
            }

            _cursors.ForEach(static cursor => cursor.IsNew = false);
            if (KafkaMetrics.AreRead)
            {
                foreach (KafkaCursor cursor in _cursors)
                {
                    KafkaMetrics.Lag(_client!, new("hotstream.context", Context.Name), cursor.Place, cursor.Position);
                }
            }

            _ranges = ranges;
            _logged = logged;
            return InputBatch<T>.Of(batch, batch.Records.Count);
        }
        catch
        {
            batch.GiveBack();
            throw;
        }
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _logged;

    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        _wasAgain = true;
        var batch = new KafkaBatch<T, TForm>(_client!, DeadLetter);
        try
        {
            KafkaOffsetRange[] again = [.. ranges.Select(KafkaOffsetRange.Of)];
            foreach (KafkaOffsetRange range in again)
            {
                KafkaCursor cursor = CursorAt(new TopicPartition(range.Topic, range.Partition), range.From);
                try
                {
                    ReadAgain(batch.Records, cursor, range);
                }
                finally
                {
                    batch.EndPartition(cursor, range.From);
                }
            }

            _ranges = again;
            _logged = ranges;
            return InputBatch<T>.Of(batch, batch.Records.Count);
        }
        catch
        {
            batch.GiveBack();
            throw;
        }
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        foreach ((TopicPartition place, long offset) in Positions())
        {
            json.WriteNumber(place.ToString(), offset);
        }

        json.WriteEndObject();
    }

    protected override void Load(ReadOnlySpan<byte> saved)
    {
        using var json = JsonDocument.Parse(saved.ToArray());
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            if (TopicPartition.TryParse(property.Name, out TopicPartition place))
            {
                _known[place] = property.Value.GetInt64();
            }
        }
    }

    /// <summary>Where each partition is: those that nobody has found yet are where the earlier life left them.</summary>
    private Dictionary<TopicPartition, long> Positions()
    {
        var positions = new Dictionary<TopicPartition, long>(_known.Where(known => _source.Topics.Contains(known.Key.Topic)));
        foreach (KafkaCursor cursor in _cursors)
        {
            positions[cursor.Place] = cursor.Position;
        }

        return positions;
    }

    private void Commit(BatchInfo batch)
    {
        if (batch.Failures > 0)
        {
            Context.BatchCompleted -= Commit;
            Report($"Offsets of group {PlainText.Of(_source.Group!)} are committed no further, since the batch of {batch.Time} failed: "
                + "who begins with them reads its records again.");
        }
        else if (_cursors.Count > 0)
        {
            _keeper!.Commit([.. _cursors.Select(static cursor => (cursor.Place, cursor.Position))]);
        }
    }

    /// <summary>Begins to read partitions that were found. After batches that were run again, topics that are read no more end.</summary>
    private void TakeFound()
    {
        if (_wasAgain)
        {
            _wasAgain = false;
            foreach (KafkaCursor cursor in _cursors.Where(cursor => !_source.Topics.Contains(cursor.Place.Topic)).ToList())
            {
                _cursors.Remove(cursor);
                cursor.Close();
            }
        }

        while (_keeper!.TryTake(out (TopicPartition Place, long Offset) found))
        {
            if (!_cursors.Exists(cursor => cursor.Place == found.Place))
            {
                _cursors.Add(new KafkaCursor(_client!, found.Place, _names.Of(found.Place.Topic), found.Offset));
            }
        }
    }

    /// <summary>What of the stream's limit each record that waits may have; infinite for no limit.</summary>
    private double Share(double? limit)
    {
        long waiting = limit is null ? 0 : Waiting;
        return waiting == 0 ? double.PositiveInfinity : limit!.Value / waiting;
    }

    /// <summary>Records that a batch may take: the stream's limit is shared by what waits.</summary>
    private static long Most(KafkaCursor cursor, double share, double? limit)
    {
        double most = Math.Min(limit ?? double.PositiveInfinity, double.IsInfinity(share) ? share : share * cursor.Waiting);
        return most >= long.MaxValue ? long.MaxValue : Math.Max(1, (long)most);
    }

    /// <summary>The cursor of a partition, at an offset.</summary>
    private KafkaCursor CursorAt(TopicPartition place, long offset)
    {
        KafkaCursor? cursor = _cursors.Find(cursor => cursor.Place == place);
        if (cursor is null)
        {
            _cursors.Add(cursor = new KafkaCursor(_client!, place, _names.Of(place.Topic), offset));
        }
        else if (cursor.Position != offset)
        {
            cursor.MoveTo(offset);
        }

        cursor.IsNew = false;
        return cursor;
    }

    private void ReadAgain(RecordPointers records, KafkaCursor cursor, KafkaOffsetRange range)
    {
        long quietUntil = Environment.TickCount64 + SilenceMilliseconds;
        bool isDone = range.From == range.Until;
        while (!isDone)
        {
            Stopping.ThrowIfCancellationRequested();
            long before = cursor.Position;
            KafkaCode problem = cursor.TakeUntil(records, range.Until, AgainMilliseconds, out isDone);
            if (problem != KafkaCode.Ok)
            {
                Check(cursor, problem);
                isDone = cursor.Position >= range.Until;
            }
            else if (cursor.Position != before)
            {
                quietUntil = Environment.TickCount64 + SilenceMilliseconds;
            }
            else if (Environment.TickCount64 > quietUntil)
            {
                quietUntil = long.MaxValue;
                Report($"A batch that is run again waits for {PlainText.Of(range.ToString())}: no broker has given it for "
                    + $"{SilenceMilliseconds / 1000} s. It waits on.");
            }
        }
    }

    /// <summary>What can be done about a partition that gives no more.</summary>
    /// <exception cref="InvalidDataException">Its records are gone, and that is not to be passed over.</exception>
    private void Check(KafkaCursor cursor, KafkaCode problem)
    {
        if (problem == KafkaCode.Ok)
        {
            return;
        }

        if (problem is not (KafkaCode.OffsetReset or KafkaCode.OffsetOutOfRange or KafkaCode.LogTruncation))
        {
            if (!cursor.IsComplainedOf)
            {
                cursor.IsComplainedOf = true;
                Report($"{PlainText.Of(cursor.Place.ToString())} cannot be read: {PlainText.Of(RdKafka.Describe(problem))}. The client "
                    + "tries on.");
            }

            return;
        }

        KafkaCode code = RdKafka.QueryEnds(_client!.Handle, cursor.Place.Topic, cursor.Place.Partition, out long low, out long high,
            AgainMilliseconds * 10);
        if (code != KafkaCode.Ok)
        {
            return; // asked again
        }

        string gone = $"{PlainText.Of(cursor.Place.ToString())} was to be read from offset {cursor.Position}, and has {low} to {high} "
            + "only: the records between were removed, or the topic was made anew.";
        if (_source.WhenGone == KafkaLostRecords.Fail)
        {
            throw new InvalidDataException(gone + $" Let topics keep records longer than the program is away. To go on with the oldest, "
                + $"set {nameof(KafkaOptions)}.{nameof(KafkaOptions.WhenRecordsAreGone)} to {nameof(KafkaLostRecords.Skip)}.");
        }

        Report(gone + $" Reading goes on at offset {low}.");
        cursor.MoveTo(low);
    }
}
