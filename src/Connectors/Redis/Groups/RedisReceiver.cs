using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>
/// Reads a stream as a consumer of a group: first what this consumer was given and has not acknowledged, then what others left behind, then
/// what is new. Asks and acknowledges on the receiver's thread; while new entries are taken, the server looks for the next. An entry that
/// is here already is not taken again, also over connections.
/// At a graceful stop the connection outlives <see cref="Run"/>, until the last batch is acknowledged.
/// </summary>
internal sealed class RedisReceiver<T, TRecord>(RedisAddress address, string key, string group, RedisOptions options) : SlabReceiver<T>
    where TRecord : struct, IRedisRecord<T>
{
    private const int ReadAtOnce = 1024;
    private const int ReadsAhead = 2;
    private const int LeastBytes = 64;

    private readonly RedisAcks _acks = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly RedisValue _field = System.Text.Encoding.UTF8.GetBytes(options.Field);
    private SlabWriter<T>? _writer;
    private RedisLink? _link; // of the last run, when that was asked to stop
    private readonly Queue<(Task<StreamEntry[]> Entries, int Most)> _next = []; // asked for; what a broken connection took comes again
    private Func<RedisValue[], Task<long>>? _acknowledge; // over the last connection
    private long _added; // records of the writer
    private RedisValue _claimFrom = "0-0"; // where that look goes on
    private long _claimed; // ticks of the last look at what others left behind

    public override string Name => $"{address}/{PlainText.Of(key)}";

    protected override bool SendsAgain => true;

    /// <summary>Whether what others left behind is to be looked at.</summary>
    private bool IsClaimDue => options.ClaimAfter > TimeSpan.Zero
        && Environment.TickCount64 - _claimed >= options.ClaimAfter.TotalMilliseconds / 2;

    protected override DeadLetter Describe(in T record)
    {
        (string position, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, position, "", payload.Bytes);
    }

    protected override void Run()
    {
        SlabWriter<T> writer = RenewWriter();
        RedisLink link = RedisLink.Open(address, options, $"hotstream-{options.Consumer}");
        try
        {
            Converse(link.Database, writer);
            (_link, link) = (link, null!);
        }
        catch (Exception failure) when (failure is not IOException && RedisLink.IsOfTheServer(failure))
        {
            throw RedisLink.Explain(Name, failure);
        }
        finally
        {
            link?.Dispose();
        }
    }

    protected override void OnStop() => _wake.Set();

    protected override void OnBatchDone(BatchTime time, bool succeeded) => _wake.Set();

    protected override void OnClosed()
    {
        if (_link is { } link)
        {
            try
            {
                Acknowledge(_writer!, isWaitedFor: true);
            }
            catch (Exception failure) when (RedisLink.IsOfTheServer(failure))
            {
                ReportError($"the last entries could not be acknowledged, and will come again: {PlainText.Of(failure.Message)}");
            }

            link.Dispose();
        }

        _writer?.Dispose();
    }

    /// <summary>Returns when asked to stop.</summary>
    private void Converse(IDatabase database, SlabWriter<T> writer)
    {
        JoinGroup(database);
        _acknowledge = ids => database.StreamAcknowledgeAsync(key, group, ids);
        _acks.SendAgain(_acknowledge); // before anything is read, which could be among it
        RedisValue own = "0"; // behind which entries of ours were not looked at; null when all were
        _claimed = 0;
        _next.Clear();
        while (!IsStopped)
        {
            int room = Room();
            Acknowledge(writer, isWaitedFor: room <= 0 || writer.HasFailed);
            if (writer.HasFailed)
            {
                ReportProgress(); // the connection is well
                throw new IOException(
                    $"A batch with entries of {Name} failed: reading again what was not acknowledged.");
            }

            room = Room();
            StreamEntry[] entries = TakeNext() ?? (room <= 0 ? [] : Read(database, room, ref own));
            if (own.IsNull && entries.Length > 0 && !IsClaimDue)
            {
                ReadAhead(database, options.RecordsMax - _acks.Count - entries.Length);
            }

            Take(entries, writer);
            if (entries.Length == 0 && _next.Count == 0 && (own.IsNull || room <= 0))
            {
                _wake.WaitOne(options.Poll);
            }
        }

        try
        {
            while (TakeNext() is { } entries)
            {
                Take(entries, writer); // they are ours already
            }
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            // there is no room: they come to whoever follows
        }
    }

    /// <summary>Asks for new entries and does not wait for them: the server looks for some while others come and are taken.</summary>
    private void ReadAhead(IDatabase database, int room)
    {
        foreach ((_, int asked) in _next)
        {
            room -= asked;
        }

        while (room > 0 && _next.Count < ReadsAhead)
        {
            int most = Math.Min(room, ReadAtOnce);
            _next.Enqueue((database.StreamReadGroupAsync(key, group, options.Consumer, StreamPosition.NewMessages, most), most));
            room -= most;
        }
    }

    /// <summary>What was asked for first, when it is there; null when nothing was.</summary>
    private StreamEntry[]? TakeNext() =>
        _next.TryDequeue(out (Task<StreamEntry[]> Entries, int) next) ? next.Entries.GetAwaiter().GetResult() : null;

    private void Take(StreamEntry[] entries, SlabWriter<T> writer)
    {
        foreach (StreamEntry entry in entries)
        {
            Take(entry, writer);
        }

        if (entries.Length > 0)
        {
            writer.Publish();
            ReportProgress();
        }
    }

    private StreamEntry[] Read(IDatabase database, int room, ref RedisValue own)
    {
        if (!own.IsNull)
        {
            StreamEntry[] before = database.StreamReadGroup(key, group, options.Consumer, own, room);
            own = before.Length == 0 ? RedisValue.Null : before[^1].Id;
            return before;
        }

        if (IsClaimDue)
        {
            StreamAutoClaimResult claimed = database.StreamAutoClaim(
                key, group, options.Consumer, (long)options.ClaimAfter.TotalMilliseconds, _claimFrom, room);
            _claimFrom = claimed.NextStartId;
            _claimed = claimed.NextStartId == "0-0" ? Environment.TickCount64 : _claimed;
            if (claimed.ClaimedEntries.Length > 0)
            {
                return claimed.ClaimedEntries;
            }
        }

        return database.StreamReadGroup(key, group, options.Consumer, StreamPosition.NewMessages, room);
    }

    private void JoinGroup(IDatabase database)
    {
        try
        {
            database.StreamCreateConsumerGroup(
                key, group, options.Start == RedisStart.First ? StreamPosition.Beginning : StreamPosition.NewMessages, createStream: true);
        }
        catch (RedisServerException known) when (known.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // it exists, as it does after the first start
        }
    }

    private void Take(in StreamEntry entry, SlabWriter<T> writer)
    {
        var id = RedisId.Parse(entry.Id);
        if (_acks.Knows(id))
        {
            return;
        }

        if (entry.Values is null or { Length: 0 })
        {
            ReportError($"entry {id} was removed from the stream before it was read: let the stream keep more");
            _acks.Add(_added, id, entry.Id);
            return;
        }

        RedisValue payload = RedisFields.Find(entry, _field);
        if (payload.IsNull || payload.GetLongByteCount() > Slab.MaxCapacity / 2)
        {
            DeadLetter(new DeadLetter(Name, $"entry {id}", payload.IsNull
                ? $"it has no field '{PlainText.Of(options.Field)}'; set RedisOptions.Field, or correct the sender"
                : $"its payload is larger than the maximum of {Slab.MaxCapacity / 2} bytes", RedisFields.Describe(entry)));
            _acks.Add(_added, id, entry.Id);
            return;
        }

        int length = (int)payload.GetLongByteCount();
        payload.CopyTo(writer.GetBuffer(Math.Max(length, LeastBytes)));
        writer.Advance(length);
        _acks.Add(++_added, id, entry.Id);
        writer.Add(TRecord.Make(id, writer.Slice(0, length)), isAcknowledged: true);
        writer.Consume(length);
    }

    /// <summary>Acknowledges what is committed, while entries are read and taken; a refusal is thrown here, at a later time.</summary>
    private void Acknowledge(SlabWriter<T> writer, bool isWaitedFor)
    {
        _acks.Send(writer.Committed, _acknowledge!);
        _acks.TakeAnswers(isWaitedFor);
    }

    private int Room() => Math.Min(options.RecordsMax - _acks.Count, ReadAtOnce);

    /// <summary>The way into the engine; a new one when a batch failed, for what that held counts as never stored.</summary>
    private SlabWriter<T> RenewWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            failed.Dispose();
            _writer = CreateWriter(before: failed); // behind what came before, in the same partition
            _acks.Clear();
            _added = 0;
        }

        return _writer ??= CreateWriter();
    }
}
