using System.Globalization;

namespace HotStream.Cli;

/// <summary>Lines on standard output.</summary>
internal sealed record ConsoleDestination : Destination
{
    public override void Save(DStream<MqttMessage> messages, MqttRunOptions options) => messages.Map(message => message.Payload).WriteTo(new ConsoleSink<Utf8Slice>());

    public override void Save(DStream<WindowResult> results, WindowQuestion question) => results
        .Map(result => string.Create(CultureInfo.InvariantCulture, $"{result.End:HH:mm:ss}  {result.Key}  {result.Count}{(question.Sum is null ? "" : $"  {result.Sum:0.###}")}"))
        .WriteTo(new ConsoleSink<string>());

    public override string ToString() => "console"; // as people write it; the help shows it
}
