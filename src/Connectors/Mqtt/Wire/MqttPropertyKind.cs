namespace HotStream.Mqtt;

/// <summary>How the value of a property is written.</summary>
internal enum MqttPropertyKind : byte
{
    Unknown,
    Byte,
    UInt16,
    UInt32,
    VariableInt,
    Text,
    Binary,
    TextPair,
}
