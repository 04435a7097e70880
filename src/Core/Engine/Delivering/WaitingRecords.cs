namespace HotStream;

/// <summary>The records of a batch that waited, as a batch again: read by the thread that delivers it.</summary>
internal sealed class WaitingRecords<T>(BatchScope scope, WaitingBatch waiting, StoredColumn<T> column) : Batch<T>(scope)
{
    public override int PartitionCount => waiting.Partitions;

    internal override long SizeHint => 0; // so that the calling thread runs all partitions

    /// <summary>Stores a batch that is computed now.</summary>
    public static WaitingBatch Store(Batch<T> batch, StoredColumn<T> column, string output)
    {
        object run = new(); // each batch is stored once: an operator of its own
        var shares = new Share?[batch.PartitionCount];
        batch.Run(partition => shares[partition] = new Share(column, output, batch.Scope.Begin(run, partition)));
        return new WaitingBatch(batch.Time, batch.PartitionCount, shares.Sum(static share => share?.Records ?? 0),
            [.. shares.SelectMany((share, partition) => (share?.Sections ?? []).Select(bytes => (partition, bytes)))]);
    }

    internal override void Execute(int partition, Stage<T> next)
    {
        var texts = new Utf8Arena();
        Scope.OnRelease(texts.Dispose); // sinks may hold on to slices until the batch is done
        foreach ((int _, ReadOnlyMemory<byte> bytes) in waiting.Sections.Where(section => section.Partition == partition))
        {
            var reader = new SnapshotReader(bytes);
            while (reader.Left > 0 && !next.IsFull)
            {
                int count = reader.ReadLength();
                T[] records = count <= Block.Size ? new T[count] : throw SnapshotReader.Damaged();
                column.Read(reader, records, texts);
                next.Accept(records);
            }
        }

        next.Complete();
    }

    /// <summary>One partition while it is stored.</summary>
    private sealed class Share(StoredColumn<T> column, string output, StageContext context) : Stage<T>
    {
        private const int SectionBytes = 1024 * 1024;

        private readonly SnapshotWriter _written = new();

        public long Records => context.Records;

        public IReadOnlyList<ReadOnlyMemory<byte>> Sections { get; private set; } = [];

        public override void Accept(ReadOnlySpan<T> block)
        {
            StageContext? outer = context.Enter(block.Length);
            try
            {
                _written.WriteLength(block.Length);
                column.Write(block, _written);
                if (_written.Written.Length >= SectionBytes)
                {
                    _written.EndSection();
                }
            }
            catch (Exception cause)
            {
                throw context.Explain(output, cause); // a codec of the user's
            }
            finally
            {
                StageContext.Leave(outer);
            }
        }

        public override void Complete()
        {
            if (_written.Written.Length > 0)
            {
                _written.EndSection();
            }

            Sections = [.. _written.Sections.Select(static section => (ReadOnlyMemory<byte>)section.ToArray())];
            context.Settle();
        }

        public override void Release() => _written.Dispose();
    }
}
