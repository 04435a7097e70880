using System.Buffers;

namespace HotStream.Testing;

/// <summary>An input without records that is asked at the moments of a batch at which inputs are asked.</summary>
internal sealed class CrashProbe(StreamingContext context, CrashLife life) : InputDStream<int>(context, "CrashProbe")
{
    protected override InputBatch<int> Read(BatchTime time)
    {
        life.Begin(time, isAgain: false);
        return InputBatch<int>.Of([], 1);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time)
    {
        life.Reach(CrashMoment.BeforeLog, time);
        return [];
    }

    protected override InputBatch<int> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        life.Begin(time, isAgain: true);
        return InputBatch<int>.Of([], 1);
    }

    protected override void Save(IBufferWriter<byte> output) => life.Save();
}
