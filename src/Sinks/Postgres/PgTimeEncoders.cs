using System.Buffers.Binary;

namespace HotStream.Sinks;

/// <summary>Moments are microseconds since 2000-01-01, days are counted from there; a tenth of a microsecond is cut off.</summary>
internal static class PgTime
{
    private static readonly long s_epoch = new DateTime(2000, 1, 1).Ticks / TimeSpan.TicksPerMicrosecond;

    public static void WriteMoment(long ticks, CopyRows rows) =>
        WriteMicroseconds((ticks / TimeSpan.TicksPerMicrosecond) - s_epoch, rows.Field(sizeof(long)));

    public static void WriteMicroseconds(long microseconds, Span<byte> field) => BinaryPrimitives.WriteInt64BigEndian(field, microseconds);
}

/// <summary>DateTimeOffset into timestamptz.</summary>
internal sealed class PgMomentEncoder : PgEncoder<DateTimeOffset>
{
    public override string? Encode(DateTimeOffset value, CopyRows rows)
    {
        PgTime.WriteMoment(value.UtcTicks, rows);
        return null;
    }
}

/// <summary>DateTime into timestamp as it is, or into timestamptz if it says that it is UTC.</summary>
internal sealed class PgDateTimeEncoder(bool utc) : PgEncoder<DateTime>
{
    public override string? Encode(DateTime value, CopyRows rows)
    {
        if (utc && value.Kind != DateTimeKind.Utc)
        {
            return $"a DateTime of kind {value.Kind} is no moment; make it UTC or a DateTimeOffset";
        }

        PgTime.WriteMoment(value.Ticks, rows);
        return null;
    }
}

/// <summary>DateOnly into date.</summary>
internal sealed class PgDateEncoder : PgEncoder<DateOnly>
{
    private static readonly int s_epoch = new DateOnly(2000, 1, 1).DayNumber;

    public override string? Encode(DateOnly value, CopyRows rows)
    {
        BinaryPrimitives.WriteInt32BigEndian(rows.Field(sizeof(int)), value.DayNumber - s_epoch);
        return null;
    }
}

/// <summary>TimeOnly into time.</summary>
internal sealed class PgTimeOfDayEncoder : PgEncoder<TimeOnly>
{
    public override string? Encode(TimeOnly value, CopyRows rows)
    {
        PgTime.WriteMicroseconds(value.Ticks / TimeSpan.TicksPerMicrosecond, rows.Field(sizeof(long)));
        return null;
    }
}

/// <summary>TimeSpan into interval: microseconds, no days, no months.</summary>
internal sealed class PgIntervalEncoder : PgEncoder<TimeSpan>
{
    public override string? Encode(TimeSpan value, CopyRows rows)
    {
        Span<byte> field = rows.Field(sizeof(long) + (2 * sizeof(int)));
        field.Clear();
        PgTime.WriteMicroseconds(value.Ticks / TimeSpan.TicksPerMicrosecond, field);
        return null;
    }
}
