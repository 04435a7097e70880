namespace HotStream.Parquet;

/// <summary>A stored value as a column has it.</summary>
internal interface IConversion<TStored, TValue>
{
    static abstract TValue Of(TStored stored);
}

/// <summary>As it is stored.</summary>
internal readonly struct Same<T> : IConversion<T, T>
{
    public static T Of(T stored) => stored;
}

/// <summary>Unsigned 32 bits.</summary>
internal readonly struct Unsigned : IConversion<int, long>
{
    public static long Of(int stored) => (uint)stored;
}

/// <summary>Milliseconds to microseconds.</summary>
internal readonly struct Milliseconds : IConversion<long, long>
{
    public static long Of(long stored) => checked(stored * 1000);
}

/// <summary>Nanoseconds to the microsecond they are in.</summary>
internal readonly struct Nanoseconds : IConversion<long, long>
{
    public static long Of(long stored) => (stored / 1000) - (stored % 1000 < 0 ? 1 : 0);
}

/// <summary>A time of .NET to the microsecond it is in.</summary>
internal readonly struct Ticks : IConversion<DateTime, long>
{
    public static long Of(DateTime stored) =>
        (stored.Ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
}

/// <summary>32-bit floating point to 64 bits.</summary>
internal readonly struct Widened : IConversion<float, double>
{
    public static double Of(float stored) => stored;
}
