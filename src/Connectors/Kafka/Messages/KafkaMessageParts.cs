namespace HotStream;

/// <summary>What a record has.</summary>
[Flags]
internal enum KafkaMessageParts : byte
{
    None = 0,
    Key = 1,
    Payload = 2,
}
