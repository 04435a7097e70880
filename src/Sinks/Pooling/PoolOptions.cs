namespace HotStream;

/// <summary>How a <see cref="ConnectionPool{T}"/> behaves. Set before the pool is made; values out of range are refused here.</summary>
public sealed class PoolOptions
{
    /// <summary>Name in metrics (tag <c>hotstream.pool</c>) and messages, for example <c>postgres db1</c>. Default <c>pool</c>.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = "pool";

    /// <summary>Most connections at a time, leased, resting, opening and closing ones together. Default 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 8;

    /// <summary>
    /// A connection that rested this long is closed; <see cref="Timeout.InfiniteTimeSpan"/> keeps it. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public TimeSpan IdleTimeout
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            }

            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A connection that rested at least this long is checked before it is leased again; zero checks always. Default one second.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan CheckAfter
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>The clock of <see cref="IdleTimeout"/> and <see cref="CheckAfter"/>. Default the system's.</summary>
    public TimeProvider TimeProvider
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = TimeProvider.System;

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"{PlainText.Of(Name)}, {MaxConnections} connections, idle for {PlainText.Of(IdleTimeout)}, "
        + $"checked after {PlainText.Of(CheckAfter)}";
}
