using System.Globalization;

namespace HotStream.Cli;

/// <summary>Runs until a signal or a failure: messages in, messages or windows out.</summary>
internal sealed class CopyRun(CopyRunOptions options)
{
    private readonly BatchLetters _letters = new();
    private LongAccumulator? _results;
    private long _resultsSaid;

    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        using var logs = new StderrLoggerFactory();
        using var printer = new LetterPrinter(canKeep: options.Letters is null);
        var context = new StreamingContext(options.Verb, options.Interval, new StreamingOptions
        {
            LoggerFactory = logs,
            CheckpointCopies = options.Copies,
            DeadLetters = letter =>
            {
                _letters.Add(letter);
                if (options.Letters is null || letter.Source == options.Letters.SinkName)
                {
                    printer.Print(letter);
                }
            },
        });
        await using (context.ConfigureAwait(false))
        {
            if (options.Checkpoint is { } directory)
            {
                StreamingContext.GetOrCreate(directory, () => context);
            }

            Action save = Build(context, () => logs.Logger.Recovered(RetryKind.Source, "messages come"));
            try
            {
                await options.Source.PrepareAsync(options.Store.RetryFor, signals.Token).ConfigureAwait(false);
                await options.To.PrepareAsync(options.Store, signals.Token).ConfigureAwait(false);
                await (options.Letters?.PrepareAsync(options.Store, signals.Token) ?? Task.CompletedTask).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                return ExitCodes.Ok; // asked to end before anything had come
            }

            save();
            context.BatchCompleted += batch => Say(batch, logs.Logger);
            await context.RunAsync(signals.Token).ConfigureAwait(false);
        }

        return ExitCodes.Ok;
    }

    /// <summary>Makes the streams; the answer sends them off, once the destination is prepared.</summary>
    /// <exception cref="UsageException">A topic, an address or a length of time cannot be.</exception>
    private Action Build(StreamingContext context, Action isWell)
    {
        try
        {
            DStream<MqttMessage> messages = options.Source.Open(context, options.Store, isWell);
            messages = options.Store.Format switch
            {
                PayloadFormat.SingleQuoted => messages.SingleQuotedJson(),
                PayloadFormat.Json when options.Store.Window is null => messages.CheckJson(), // windows read fields, which checks
                _ => messages,
            };
            if (options.Letters is not null)
            {
                context.WriteDeadLettersTo(options.Letters.Open(options.Store));
            }

            if (options.Store.Window is not { } window)
            {
                return () => options.To.Save(messages, options.Store);
            }

            LongAccumulator results = context.LongAccumulator("results");
            _results = results;
            DStream<WindowResult> counted = Aggregate(messages, window).Map(result =>
            {
                results.Add(1);
                return result;
            });
            return () => options.To.Save(counted, options.Store);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message.Split(" (Parameter '")[0]);
        }
    }

    private static DStream<WindowResult> Aggregate(DStream<MqttMessage> messages, WindowQuestion window)
    {
        bool sums = window.Sum is not null && window.Sum != window.Key;
        return messages
            .ParseJson(sums ? [window.Key, window.Sum!]
                : [window.Key], (_, row) => KeyValuePair.Create(row.GetText(0), window.Sum is null ? 0 : row.GetDouble(sums ? 1 : 0)))
            .AggregateByKeyAndWindow(Aggregates.Count<double>().And(Aggregates.Sum<double>()), window.Length, window.Slide)
            .Transform((batch, time) =>
            {
                DateTimeOffset end = time.ToDateTimeOffset();
                return batch.Map(pair => new WindowResult(end, pair.Key, pair.Value.First, pair.Value.Second));
            });
    }

    /// <summary>On the driver, after each batch: what was taken, what of it is stored, what was refused.</summary>
    private void Say(BatchInfo batch, StderrLogger log)
    {
        long refused = _letters.Take(batch.Time);
        long taken = options.Source.TakenIn(batch);
        long results = (_results?.Value ?? 0) - _resultsSaid;
        _resultsSaid += results;
        if (batch.Failures > 0 || (taken == 0 && results == 0))
        {
            return;
        }

        if (taken > 0)
        {
            log.Recovered(RetryKind.Source, "messages come");
        }

        log.Recovered(RetryKind.Destination, $"stored in {options.To.Name ?? "console"}");
        if (options.To.Name is { } name && taken > 0)
        {
            string stored = _results is null ? $"{taken - refused} stored in {name}" : $"{results} results stored in {name}";
            string time = batch.Time.ToDateTimeOffset().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
            Console.Out.WriteLine(StderrLogger.Fit(
                $"{time}  {taken} messages taken, {stored} in "
                + $"{PlainText.Of(batch.ProcessingTime ?? TimeSpan.Zero)}{(refused == 0 ? "" : $", {refused} refused")}"));
        }
    }
}
