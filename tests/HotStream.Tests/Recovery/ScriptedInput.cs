using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Tests.Recovery;

/// <summary>An input of batches by number that can give each of them again.</summary>
internal sealed class ScriptedInput<T>(StreamingContext context, Func<long, IReadOnlyList<T>> script, bool canReadAgain = true)
    : InputDStream<T>(context, "ScriptedInput")
{
    private long _next;

    protected override InputBatch<T> Read(BatchTime time) => InputBatch<T>.Of(script(_next++), Context.Options.Partitions);

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) =>
        canReadAgain ? [new("script", Text(_next - 1), Text(_next))] : null;

    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        _next = long.Parse(Assert.Single(ranges).From, CultureInfo.InvariantCulture);
        return Read(time);
    }

    protected override void Save(IBufferWriter<byte> output) => output.Write(Encoding.ASCII.GetBytes(Text(_next)));

    protected override void Load(ReadOnlySpan<byte> saved) => _next = long.Parse(saved, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
