using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>Every message the engine logs, numbered by area: 1000 receiving, 2000 batches, 3000 life cycle.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Receiver {Receiver} started.")]
    public static partial void ReceiverStarted(ILogger logger, string receiver);

    [LoggerMessage(1001, LogLevel.Warning, "Receiver {Receiver} restarts in {DelayMilliseconds} ms: {Reason}")]
    public static partial void ReceiverRestarting(ILogger logger, string receiver, double delayMilliseconds,
        string reason, Exception? exception);

    [LoggerMessage(1002, LogLevel.Warning, "Receiver {Receiver} reports: {Message}")]
    public static partial void ReceiverReported(ILogger logger, string receiver, string message, Exception? exception);

    [LoggerMessage(1003, LogLevel.Information, "Receiver {Receiver} stopped: {Reason}")]
    public static partial void ReceiverStopped(ILogger logger, string receiver, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Dead letter from {Source} at {Position}: {Reason} ({Length} bytes)")]
    public static partial void DeadLettered(ILogger logger, string source, string position, string reason, long length);

    [LoggerMessage(1005, LogLevel.Error, "The dead-letter output threw; the letter from {Source} is counted but lost.")]
    public static partial void DeadLetterOutputFailed(ILogger logger, string source, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "Input {Input} reports: {Message}")]
    public static partial void InputReported(ILogger logger, string input, string message);

    [LoggerMessage(2000, LogLevel.Error, "Output {Output} of batch {Time} failed; later batches go on.")]
    public static partial void OutputFailed(ILogger logger, string output, BatchTime time, Exception exception);

    [LoggerMessage(2001, LogLevel.Error, "A listener of completed batches threw; batch {Time} itself is complete.")]
    public static partial void ListenerFailed(ILogger logger, BatchTime time, Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "Listener {Listener} threw; it gets later events all the same.")]
    public static partial void ListenerThrew(ILogger logger, string listener, Exception exception);

    [LoggerMessage(2003, LogLevel.Warning,
        "Listeners are {Events} events behind; further events are dropped until they catch up. Do less in the listener.")]
    public static partial void ListenersBehind(ILogger logger, int events);

    [LoggerMessage(2004, LogLevel.Warning,
        "Listeners were not done within the {Seconds} s that were left of the stop; they are left alone.")]
    public static partial void ListenersAbandoned(ILogger logger, double seconds);

    [LoggerMessage(2005, LogLevel.Error, "Accumulator {Accumulator} threw while what batch {Time} added was merged; that part is lost.")]
    public static partial void AccumulatorFailed(ILogger logger, string accumulator, BatchTime time, Exception exception);

    [LoggerMessage(2006, LogLevel.Warning, "Context {Context}: {Batches} batches, {First:O} to {Last:O}, are skipped: the clock jumped, "
        + "or the process stood still. What was received belongs to the next batch.")]
    public static partial void BatchesSkipped(ILogger logger, string context, long batches, DateTimeOffset first, DateTimeOffset last);

    [LoggerMessage(2007, LogLevel.Warning, "Context {Context}: the wall clock went back by {By}. Batches go on every interval; their "
        + "times go on from {Next:O} and are {Ahead} ahead of it.")]
    public static partial void WallClockWentBack(ILogger logger, string context, TimeSpan by, DateTimeOffset next, TimeSpan ahead);

    [LoggerMessage(2008, LogLevel.Error, "Context {Context}: a batch boundary could not be announced.")]
    public static partial void ClockFailed(ILogger logger, string context, Exception exception);

    [LoggerMessage(2009, LogLevel.Error, "Context {Context}: a worker failed outside any batch.")]
    public static partial void WorkerFailed(ILogger logger, string context, Exception exception);

    [LoggerMessage(2010, LogLevel.Warning, "Context {Context}: batch {Time} has been running for {Running}; it is at {What}. Later "
        + "batches wait. If nothing answers there, see to it; the warning comes again when it has run twice as long.")]
    public static partial void BatchStalls(ILogger logger, string context, BatchTime time, TimeSpan running, string what);

    [LoggerMessage(3000, LogLevel.Information, "Context {Context} started, first batch at {Time}.")]
    public static partial void Started(ILogger logger, string context, BatchTime time);

    [LoggerMessage(3001, LogLevel.Warning, "Context {Context} is {State} already; the call was ignored.")]
    public static partial void Ignored(ILogger logger, string context, string state);

    [LoggerMessage(3002, LogLevel.Warning, "Context {Context} gave up draining after {Seconds} s with {Batches} batches unfinished.")]
    public static partial void DrainTimedOut(ILogger logger, string context, double seconds, long batches);

    [LoggerMessage(3003, LogLevel.Information, "Context {Context} stopped.")]
    public static partial void Stopped(ILogger logger, string context);

    [LoggerMessage(3005, LogLevel.Error, "Context {Context} did not stop within {Seconds} s: it is waiting for {What}, which is left "
        + "alone and may go on for as long as the process lives.")]
    public static partial void StopGaveUp(ILogger logger, string context, double seconds, string what);

    [LoggerMessage(3006, LogLevel.Warning, "Receiver {Receiver} was asked to stop and has not ended; it is left alone.")]
    public static partial void ReceiverLeftAlone(ILogger logger, string receiver);

    [LoggerMessage(3004, LogLevel.Error, "Context {Context} is stopped, but something it held did not close.")]
    public static partial void ReleaseFailed(ILogger logger, string context, Exception exception);
}
