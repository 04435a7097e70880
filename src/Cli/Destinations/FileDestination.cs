namespace HotStream.Cli;

/// <summary>Files in a directory, a line for each record; a file appears when it is complete: after a minute, or 128 MiB.</summary>
internal sealed record FileDestination(string Directory) : Destination
{
    public override string Name => $"file://{Directory}";

    /// <summary>Reads one; null when no directory is named.</summary>
    public static FileDestination? Open(string text) =>
        text.Length > "file://".Length ? new FileDestination(text["file://".Length..]) : null;

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) =>
        messages.Map(message => message.Payload).SaveAsRollingFiles(Rolling());

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.Map(result => result.ToJson(options.Window!)).SaveAsRollingFiles(Rolling());

    private RollingFileOptions Rolling() => new() { Directory = Directory, RollAge = TimeSpan.FromMinutes(1) };
}
