using System.Net;

namespace HotStream.Flume;

/// <summary>Where events go and how they are made.</summary>
/// <param name="Agents">The agents.</param>
/// <param name="Options">How.</param>
/// <param name="Headers">Writes the headers of a record; null for none.</param>
/// <param name="Body">Writes the body of a record.</param>
internal sealed record FlumeTarget<T>(DnsEndPoint[] Agents, FlumeSinkOptions Options, RecordEncoder<T>? Headers, RecordEncoder<T> Body);
