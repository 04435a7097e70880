namespace HotStream.Flume;

/// <summary>What append answers, in the order of the protocol.</summary>
internal enum FlumeStatus
{
    Ok,
    Failed,
    Unknown,
}
