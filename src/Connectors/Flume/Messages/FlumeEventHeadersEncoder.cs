using System.Buffers;

namespace HotStream.Flume;

/// <summary>The headers of an event that came from Flume, as they came.</summary>
internal sealed class FlumeEventHeadersEncoder : RecordEncoder<FlumeEvent>
{
    public override void Encode(in FlumeEvent record, IBufferWriter<byte> output)
    {
        if (record.Headers.IsEmpty)
        {
            AvroWriter.Long(output, 0);
        }
        else
        {
            output.Write(record.Headers.Bytes);
        }
    }
}
