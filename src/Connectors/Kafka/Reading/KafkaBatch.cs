using System.Collections.Concurrent;

namespace HotStream.Kafka;

/// <summary>
/// What one batch read: the client's own records, of which the workers make ours while they read, so that their bytes are copied once, into
/// slabs that are in the cache. Read as often as the batch is computed; given back to the client with the batch.
/// </summary>
internal sealed unsafe class KafkaBatch<T, TForm>(KafkaClient client, Action<DeadLetter> deadLetters) : IRecordSource<T>, IDisposable
    where TForm : struct, IKafkaForm<T>
{
    private const int AskEvery = 512; // whether more are wanted

    private readonly List<(KafkaCursor Cursor, long Position, int End)> _partitions = [];
    private readonly RecordPointers _records = Lease(client);
    private bool _isReleased;
    private readonly ConcurrentDictionary<nint, bool> _refused = []; // so that each is a dead letter once

    public RecordPointers Records => _records;

    public int PartitionCount => _partitions.Count;

    /// <summary>What was added since the last call is of one partition, which was at a position.</summary>
    public void EndPartition(KafkaCursor cursor, long position) => _partitions.Add((cursor, position, _records.Count));

    /// <summary>There will be no batch: the records are their partitions' again, from the offsets on that they had.</summary>
    public void GiveBack()
    {
        int start = 0;
        foreach ((KafkaCursor cursor, long position, int end) in _partitions)
        {
            cursor.TakeBack(_records[start..end], position);
            start = end;
        }

        _records.Forget();
        Dispose();
    }

    public void Read(int partition, RecordFeed<T> feed)
    {
        (KafkaCursor cursor, _, int end) = _partitions[partition];
        int start = partition == 0 ? 0 : _partitions[partition - 1].End;
        feed.Begin(new Origin(cursor.Place, _records, start));
        for (int i = start; i < end; i++)
        {
            var message = (NativeMessage*)_records[i];
            NativeHeaders headers = TForm.HeadersOf(message);
            long headerBytes = headers.BlockBytes();
            long bytes = (long)(message->Length + message->KeyLength) + headerBytes;
            if (bytes > Slab.MaxCapacity)
            {
                Refuse(cursor.Place, message, bytes);
                feed.Begin(new Origin(cursor.Place, _records, i + 1));
                continue;
            }

            feed.Add(TForm.Make(message, headers, (int)headerBytes, cursor.Topic, feed));
            if (i % AskEvery == 0 && feed.IsFull)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isReleased, true))
        {
            _records.Dispose();
            client.Release();
        }
    }

    private static RecordPointers Lease(KafkaClient client)
    {
        client.AddLease();
        return new RecordPointers();
    }

    private void Refuse(TopicPartition place, NativeMessage* message, long bytes)
    {
        if (_refused.TryAdd((nint)message, true))
        {
            deadLetters(KafkaLetters.TooLarge(place, message, bytes));
        }
    }

    /// <summary>Where records stand, for dead letters.</summary>
    private sealed class Origin(TopicPartition place, RecordPointers records, int start) : ITextOrigin
    {
        public string Name => place.ToString();

        public string PositionOf(long index) => $"offset {((NativeMessage*)records[start + (int)index])->Offset}";
    }
}
