using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Conformance;

/// <summary>The batches of a case, one each interval, which can be read again.</summary>
internal sealed class ScriptedSource(StreamingContext context, Case @case) : InputDStream<Value>(context, "ScriptedSource")
{
    private int _next;

    protected override InputBatch<Value> Read(BatchTime time) =>
        InputBatch<Value>.Of(_next < @case.Input.Count ? Case.Items(@case.Input, _next++) : [], Context.Options.Partitions);

    protected override IReadOnlyList<SourceRange> RangesOf(BatchTime time) => [new("input", Text(_next - 1), Text(_next))];

    protected override InputBatch<Value> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        _next = int.Parse(ranges[0].From, CultureInfo.InvariantCulture);
        return Read(time);
    }

    protected override void Save(IBufferWriter<byte> output) => output.Write(Encoding.ASCII.GetBytes(Text(_next)));

    protected override void Load(ReadOnlySpan<byte> saved) => _next = int.Parse(saved, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
