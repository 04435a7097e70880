using System.Globalization;

namespace HotStream.Cli;

/// <summary>Runs the daily job until a signal or a failure: messages in, windows or documents out.</summary>
internal sealed class MqttRun(MqttRunOptions options)
{
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        using var logs = new StderrLoggerFactory();
        using DeadLetterFile? letters = options.DeadLetters is null ? null : new DeadLetterFile(options.DeadLetters);
        await options.To.PrepareAsync(options, signals.Token).ConfigureAwait(false);
        var context = new StreamingContext("mqtt", options.Interval, new StreamingOptions
        {
            LoggerFactory = logs,
            DeadLetters = letters is not null
                ? letters.Write
                : static letter => StderrLogger.WriteLine($"dead letter: {letter.Source}, {letter.Position}: {letter.Reason}"),
        });
        await using (context.ConfigureAwait(false))
        {
            DStream<MqttMessage> messages = options.Source.Open(context);
            messages = options.Format == PayloadFormat.SingleQuoted ? messages.SingleQuotedJson() : messages;
            if (options.Window is { } window)
            {
                options.To.Save(Aggregate(messages, window), window);
            }
            else
            {
                options.To.Save(options.Format == PayloadFormat.Json ? messages.CheckJson() : messages, options);
            }

            context.BatchCompleted += Say;
            await context.RunAsync(signals.Token).ConfigureAwait(false);
        }

        return ExitCodes.Ok;
    }

    private static DStream<WindowResult> Aggregate(DStream<MqttMessage> messages, WindowQuestion window)
    {
        bool sums = window.Sum is not null && window.Sum != window.Key;
        return messages
            .ParseJson(sums ? [window.Key, window.Sum!] : [window.Key], (_, row) => KeyValuePair.Create(row.GetText(0), window.Sum is null ? 0 : row.GetDouble(sums ? 1 : 0)))
            .AggregateByKeyAndWindow(Aggregates.Count<double>().And(Aggregates.Sum<double>()), window.Length, window.Slide)
            .Transform((batch, time) =>
            {
                DateTimeOffset end = time.ToDateTimeOffset();
                return batch.Map(pair => new WindowResult(end, pair.Key, pair.Value.First, pair.Value.Second));
            });
    }

    private void Say(BatchInfo batch)
    {
        if (options.To.Name is { } name && batch.Records > 0 && batch.Failures == 0)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch.Time.ToDateTimeOffset():HH:mm:ss.fff}  {batch.Records} messages taken, stored in {name}"));
        }
    }
}
