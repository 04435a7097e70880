using System.Buffers;

namespace HotStream.Influx;

/// <summary>Points that a function writes.</summary>
internal sealed class InfluxEncoder<T>(Action<InfluxLine, T> write) : RecordEncoder<T>
{
    [ThreadStatic]
    private static InfluxLine? s_line; // one for each thread: the encoder serves all partitions

    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        InfluxLine line = s_line ??= new InfluxLine();
        line.Begin(output);
        try
        {
            write(line, record);
            line.End();
        }
        finally
        {
            line.Leave();
        }
    }
}
