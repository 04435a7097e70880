using BenchmarkDotNet.Attributes;
using HotStream.Mqtt;

namespace HotStream.Bench;

/// <summary>A megabyte of 100-byte PUBLISH packets read in place, in either version.</summary>
public class MqttBench
{
    private readonly MqttPackets _older = new(MqttVersion.V311, 10_000);
    private readonly MqttPackets _newer = new(MqttVersion.V5, 10_000);

    [GlobalSetup]
    public void Check()
    {
        BenchText.Check(_older.PayloadBytes, Older());
        BenchText.Check(_newer.PayloadBytes, Newer());
    }

    [Benchmark(OperationsPerInvoke = 10_000)]
    public long Older() => _older.Decode().PayloadBytes;

    [Benchmark(OperationsPerInvoke = 10_000)]
    public long Newer() => _newer.Decode().PayloadBytes;
}
