using System.Diagnostics;
using System.Text;

namespace HotStream.Cli;

/// <summary>
/// Sends the records of a file of dead letters, batch by batch, until its end, a signal or a failure; keeps what is not sent.
/// </summary>
internal sealed class ReplayRun(string path, Destination to, StoreOptions store)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly List<DeadLetter> _refused = []; // of the batch at hand
    private long _sent;

    public async Task<int> RunAsync()
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file '{path}'.");
        }

        if (to is MqttDestination { Topic: null })
        {
            StderrLogger.WriteLine("each record goes back to the topic it came from");
        }

        using var kept = new KeptLetters(path);
        using var signals = new StopSignals();
        long started = Stopwatch.GetTimestamp();
        try
        {
            await to.PrepareAsync(store, signals.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            StderrLogger.WriteLine("replay: stopped before anything was sent");
            return ExitCodes.Failed;
        }

        string? failure = await SendAsync(kept, signals.Token).ConfigureAwait(false);
        string rest = kept.Count == 0 ? "" : $"; {kept.Count} were not, and are kept in {kept.Path}";
        StderrLogger.WriteLine($"replay: {_sent} of {_sent + kept.Count} records sent to {to.Name ?? "console"} in "
            + $"{PlainText.Of(Stopwatch.GetElapsedTime(started))}{rest}{failure}");
        return kept.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Answers why it ended early; null when it did not.</summary>
    private async Task<string?> SendAsync(KeptLetters kept, CancellationToken stop)
    {
        using var logs = new StderrLoggerFactory();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var context = new StreamingContext("replay", s_interval,
            new StreamingOptions { LoggerFactory = logs, DeadLetters = Hold, DeadLetterBytesMax = int.MaxValue });
        using var input =
            new ReplayInput(context, File.ReadLines(path, Encoding.Latin1), kept, needsTopics: to is MqttDestination { Topic: null });
        string? failure = null;
        await using (context.ConfigureAwait(false))
        {
            DStream<MqttMessage> messages = input;
            messages = store.Format switch
            {
                PayloadFormat.SingleQuoted => messages.SingleQuotedJson(),
                PayloadFormat.Json => messages.CheckJson(),
                _ => messages,
            };
            to.Save(messages, store);
            context.BatchCompleted += batch =>
            {
                input.IsHeld |= batch.Failures > 0;
                if (input.IsHeld)
                {
                    return;
                }

                Take(batch.Records, kept, logs.Logger);
                if (input.IsOver)
                {
                    ended.Cancel();
                }
            };
            try
            {
                await context.RunAsync(ended.Token).ConfigureAwait(false);
            }
            catch (BatchFailedException cause)
            {
                failure = $". It ended early: {cause.InnerException?.Message ?? cause.Message}";
                foreach (string line in input.Batch)
                {
                    kept.Add(line);
                }
            }
        }

        foreach (string line in input.Rest())
        {
            kept.Add(line);
        }

        return failure;
    }

    private void Hold(DeadLetter letter)
    {
        lock (_gate)
        {
            _refused.Add(letter);
        }
    }

    /// <summary>A batch is complete: its letters are final.</summary>
    private void Take(long records, KeptLetters kept, StderrLogger log)
    {
        lock (_gate)
        {
            _sent += records - _refused.Count;
            _refused.ForEach(kept.Add);
            _refused.Clear();
        }

        log.Recovered(RetryKind.Destination, $"sent to {to.Name ?? "console"}");
    }
}
