using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>One record through stages: a lambda that makes a pair, a struct function, a filter, all three.</summary>
public class StageBench
{
    private const int Records = 512 * 256;

    private readonly Utf8Slice[] _block = new Utf8Slice[512];

    [GlobalSetup]
    public void Check()
    {
        for (int i = 0; i < _block.Length; i++)
            _block[i] = Utf8Slice.FromInline(BitConverter.GetBytes((long)i).AsSpan(0, 1 + (i % 8)));
        BenchText.Check(Records, Map());
        BenchText.Check(Records, MapByStruct());
        BenchText.Check(Records / 8 * 4, Filter());
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public long Map() => Feed<KeyValuePair<Utf8Slice, long>>(next =>
        Operators.Map<Utf8Slice, KeyValuePair<Utf8Slice, long>>(w => KeyValuePair.Create(w, 1L)).Bind(new StageContext(0), next));

    [Benchmark(OperationsPerInvoke = Records)]
    public long MapByStruct() => Feed<KeyValuePair<Utf8Slice, long>>(next =>
        new MapOperator<Utf8Slice, KeyValuePair<Utf8Slice, long>, One>("Map", default).Bind(new StageContext(0), next));

    [Benchmark(OperationsPerInvoke = Records)]
    public long Filter() => Feed<Utf8Slice>(next => Operators.Filter<Utf8Slice>(w => w.Length > 4).Bind(new StageContext(0), next));

    private long Feed<TOut>(Func<Stage<TOut>, Stage<Utf8Slice>> bind)
    {
        var count = new CountStage<TOut>();
        Stage<Utf8Slice> stage = bind(count);
        for (int i = 0; i < Records / 512; i++)
            stage.Accept(_block);
        stage.Complete();
        stage.Release();
        return count.Count;
    }

    private readonly struct One : IFunction<Utf8Slice, KeyValuePair<Utf8Slice, long>>
    {
        public KeyValuePair<Utf8Slice, long> Invoke(Utf8Slice value) => new(value, 1L);
    }
}
