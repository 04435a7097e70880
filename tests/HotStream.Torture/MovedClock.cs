using HotStream.Tests.Cli;

namespace HotStream.Torture;

/// <summary>The wall clock of the programs: moved back and forth, also while one runs, by libfaketime.</summary>
internal sealed class MovedClock(Random random) : IDisposable
{
    /// <summary>How far it is moved at most, back or forth.</summary>
    public static readonly TimeSpan Range = TimeSpan.FromHours(6);

    private readonly FakeWallClock _clock = new();

    /// <summary>What a program needs in its environment.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
        [.. _clock.Environment, new("NO_FAKE_STAT", "1")]; // times of files are the machine's

    /// <summary>A clock; null where libfaketime is not installed.</summary>
    public static MovedClock? TryMake(Random random) => FakeWallClock.Library is null ? null : new MovedClock(random);

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
        _clock.Set(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seconds:+0;-0}"));
        return seconds < 0 ? "clock set back" : "clock set forward";
    }

    public void Dispose() => _clock.Dispose();
}
