using System.Buffers.Binary;

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

/// <summary>Digits in 32 bits.</summary>
internal readonly struct Digits32 : IConversion<int, Int128>
{
    public static Int128 Of(int stored) => stored;
}

/// <summary>Digits in 64 bits.</summary>
internal readonly struct Digits64 : IConversion<long, Int128>
{
    public static Int128 Of(long stored) => stored;
}

/// <summary>Digits in bytes, the highest first.</summary>
internal readonly struct DigitBytes : IConversion<ReadOnlyMemory<byte>, Int128>
{
    public static Int128 Of(ReadOnlyMemory<byte> stored)
    {
        ReadOnlySpan<byte> bytes = stored.Span;
        bool isNegative = bytes.Length > 0 && (sbyte)bytes[0] < 0;
        while (bytes.Length > 16 && bytes[0] == (isNegative ? 0xFF : 0))
        {
            bytes = bytes[1..];
        }

        if (bytes.Length is 0 or > 16 || isNegative != (sbyte)bytes[0] < 0)
        {
            throw new InvalidDataException($"A decimal number of {stored.Length} bytes is none of at most {DecimalType.MostDigits} "
                + "digits.");
        }

        Span<byte> whole = stackalloc byte[16];
        whole[..(16 - bytes.Length)].Fill(isNegative ? (byte)0xFF : (byte)0);
        bytes.CopyTo(whole[(16 - bytes.Length)..]);
        return BinaryPrimitives.ReadInt128BigEndian(whole);
    }
}

/// <summary>32-bit floating point to 64 bits.</summary>
internal readonly struct Widened : IConversion<float, double>
{
    public static double Of(float stored) => stored;
}
