namespace HotStream.Flume;

/// <summary>Where in a message an event is: its headers, a map in Avro's form, and its body.</summary>
internal readonly record struct FlumeEventPlace(int HeadersStart, int HeadersLength, int BodyStart, int BodyLength)
{
    /// <summary>Reads a list of events.</summary>
    /// <param name="reader">Stands before it.</param>
    /// <param name="start">Where in the message the reader's bytes begin.</param>
    /// <param name="places">Takes the places, as far as there are events.</param>
    public static void ReadList(ref AvroReader reader, int start, List<FlumeEventPlace> places)
    {
        for (long count = reader.Block(); count > 0 && !reader.HasFailed; count = reader.Block())
        {
            for (; count > 0 && !reader.HasFailed; count--)
            {
                Read(ref reader, start, places);
            }
        }
    }

    /// <summary>Reads an event.</summary>
    /// <param name="reader">Stands before it.</param>
    /// <param name="start">Where in the message the reader's bytes begin.</param>
    /// <param name="places">Takes its place, when there is one.</param>
    public static void Read(ref AvroReader reader, int start, List<FlumeEventPlace> places)
    {
        int headers = start + reader.Position;
        reader.SkipMap();
        int headersEnd = start + reader.Position;
        int length = reader.Bytes().Length;
        if (!reader.HasFailed)
        {
            places.Add(new FlumeEventPlace(headers, headersEnd - headers, start + reader.Position - length, length));
        }
    }
}
