using System.Buffers;

namespace HotStream.Flume;

/// <summary>Headers that a function writes, as a map in Avro's form.</summary>
internal sealed class FlumeHeadersEncoder<T>(Action<FlumeHeaders, T> write) : RecordEncoder<T>
{
    [ThreadStatic]
    private static FlumeHeaders? s_headers; // one for each thread: the encoder serves all partitions

    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        FlumeHeaders headers = s_headers ??= new FlumeHeaders();
        headers.Begin(output);
        try
        {
            write(headers, record);
            headers.End();
        }
        finally
        {
            headers.Leave();
        }
    }
}
