namespace HotStream.Cli;

/// <summary>How payloads are written.</summary>
internal enum PayloadFormat
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>JSON objects.</summary>
    Json,

    /// <summary>JSON objects with single quotes around strings.</summary>
    SingleQuoted,
}
