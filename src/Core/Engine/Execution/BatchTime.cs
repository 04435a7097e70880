namespace HotStream;

/// <summary>
/// The time of a batch: the end of its interval, in milliseconds since the Unix epoch. A batch at t holds
/// what arrived in (t - interval, t].
/// </summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01 00:00 UTC.</param>
public readonly record struct BatchTime(long Milliseconds) : IComparable<BatchTime>
{
    /// <summary>Whether the left time is earlier.</summary>
    public static bool operator <(BatchTime left, BatchTime right) => left.Milliseconds < right.Milliseconds;

    /// <summary>Whether the left time is later.</summary>
    public static bool operator >(BatchTime left, BatchTime right) => left.Milliseconds > right.Milliseconds;

    /// <summary>Whether the left time is not later.</summary>
    public static bool operator <=(BatchTime left, BatchTime right) => left.Milliseconds <= right.Milliseconds;

    /// <summary>Whether the left time is not earlier.</summary>
    public static bool operator >=(BatchTime left, BatchTime right) => left.Milliseconds >= right.Milliseconds;

    /// <summary>The time as a date.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    /// <inheritdoc/>
    public int CompareTo(BatchTime other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>For example <c>1497963540000 ms</c>, as Spark prints it.</summary>
    public override string ToString() => $"{Milliseconds} ms";
}
