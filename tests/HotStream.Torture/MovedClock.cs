using HotStream.Tests.Cli;

namespace HotStream.Torture;

/// <summary>The wall clock of the programs, moved back and forth, also while one runs.</summary>
/// <param name="random">What distances are drawn from.</param>
/// <param name="isOfEngine">
/// Whether only the engine reads it, by <see cref="MovedTime"/>; else whatever is in the process, by libfaketime. That moves the time which
/// librdkafka reads, and not the one it waits by: it would wait for hours.
/// </param>
internal sealed class MovedClock(Random random, bool isOfEngine) : IDisposable
{
    /// <summary>How far it is moved at most, back or forth.</summary>
    public static readonly TimeSpan Range = TimeSpan.FromHours(6);

    private readonly FakeWallClock _clock = new();

    /// <summary>Whether the clock of a whole process can be moved here.</summary>
    public static bool MovesProcesses => FakeWallClock.Library is not null;

    /// <summary>What a program needs in its environment.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment => isOfEngine
        ? [new(MovedTime.Variable, _clock.Offset)]
        : [.. _clock.Environment, new("NO_FAKE_STAT", "1")]; // times of files are the machine's

    /// <summary>Moves it to somewhere else.</summary>
    /// <returns>What was done.</returns>
    public string Move()
    {
        int seconds = random.Next(3) switch
        {
            0 => random.Next(-2, 3),
            1 => random.Next(-120, 120),
            _ => random.Next(-(int)Range.TotalSeconds, (int)Range.TotalSeconds),
        };
        _clock.Set(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seconds:+0;-0;+0}"));
        return seconds < 0 ? "clock set back" : "clock set forward";
    }

    public void Dispose() => _clock.Dispose();
}
