using System.Globalization;

namespace HotStream.Cli;

/// <summary>
/// Lines on standard output. On a terminal, control characters, which could steer it, are shown as escapes; into a pipe or a
/// file every byte goes as it came.
/// </summary>
/// <param name="ForTerminal">Whether a terminal shows them.</param>
internal sealed record ConsoleDestination(bool ForTerminal) : Destination
{
    public ConsoleDestination()
        : this(!Console.IsOutputRedirected)
    {
    }

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (ForTerminal)
        {
            messages.Map(message => PlainText.Of(message.Payload.Bytes, int.MaxValue)).WriteTo(new ConsoleSink<string>());
        }
        else
        {
            messages.Map(message => message.Payload).WriteTo(new ConsoleSink<Utf8Slice>());
        }
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.Map(result => Line(result, options.Window!)).WriteTo(new ConsoleSink<string>());

    private string Line(WindowResult result, WindowQuestion question)
    {
        string key = ForTerminal ? PlainText.Of(result.Key.Bytes) : result.Key.ToString();
        return string.Create(CultureInfo.InvariantCulture,
            $"{result.End:HH:mm:ss}  {key}  {result.Count}{(question.Sum is null ? "" : $"  {result.Sum:0.###}")}");
    }
}
