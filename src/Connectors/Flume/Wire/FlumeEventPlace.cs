namespace HotStream.Flume;

/// <summary>Where in a request an event is: its headers, a map in Avro's form, and its body.</summary>
internal readonly record struct FlumeEventPlace(int HeadersStart, int HeadersLength, int BodyStart, int BodyLength);
