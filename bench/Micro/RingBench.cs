using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>One item through the ring by one thread: what publishing and taking cost without another core.</summary>
public class RingBench
{
    private const int Items = 1 << 16;

    private readonly SpscRing<long, ParkWaiting> _ring = new(4096);
    private readonly long[] _batch = new long[1024];

    /// <summary>Items published and taken at a time.</summary>
    [Params(1, 64, 1024)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Check()
    {
        for (int i = 0; i < _batch.Length; i++)
            _batch[i] = 1;
        BenchText.Check(Items, HandOver());
    }

    [Benchmark(OperationsPerInvoke = Items)]
    public long HandOver()
    {
        long sum = 0;
        for (int i = 0; i < Items; i += Batch)
        {
            _ring.Publish(_batch.AsSpan(0, Batch), CancellationToken.None);
            sum += _ring.Take(_batch.AsSpan(0, Batch));
        }

        return sum;
    }
}
