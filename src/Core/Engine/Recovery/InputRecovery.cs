using System.Buffers;

namespace HotStream;

/// <summary>What an input wants to know after a restart, in checkpoints: bytes of its own.</summary>
internal sealed class InputRecovery(OperatorPlace place, string operatorName, Action<IBufferWriter<byte>> save, InputRecovery.Loader load)
    : Recoverable(place, partitions: 1)
{
    /// <summary>Takes in what was saved.</summary>
    public delegate void Loader(ReadOnlySpan<byte> saved);

    public override string Kind => operatorName;

    public override void Bind(CodecSet codecs)
    {
    }

    public override bool Begin(int partition, BatchTime last, bool isWhole) => true;

    public override void Capture(int partition, BatchTime time, SnapshotWriter output)
    {
        save(output);
        output.EndSection();
    }

    public override void Restore(int partition, SnapshotReader section) => load(section.Take(section.Left));

    public override void Restored(BatchTime time)
    {
    }
}
