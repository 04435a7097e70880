using System.Buffers.Binary;
using System.Numerics;

namespace HotStream.Sinks;

/// <summary>Any integer of up to 64 bits into smallint, integer or bigint; what does not fit is refused.</summary>
internal sealed class PgIntegerEncoder<TValue>(int bytes) : PgEncoder<TValue>
    where TValue : struct, IBinaryInteger<TValue>
{
    private readonly long _most = bytes == sizeof(long) ? long.MaxValue : (1L << ((8 * bytes) - 1)) - 1;

    public override string? Encode(TValue value, CopyRows rows)
    {
        long number = long.CreateTruncating(value);
        if (number > _most || number < ~_most)
        {
            return $"{number} is not between {~_most} and {_most}";
        }

        Span<byte> field = rows.Field(bytes);
        switch (bytes)
        {
            case sizeof(short): BinaryPrimitives.WriteInt16BigEndian(field, (short)number); break;
            case sizeof(int): BinaryPrimitives.WriteInt32BigEndian(field, (int)number); break;
            default: BinaryPrimitives.WriteInt64BigEndian(field, number); break;
        }

        return null;
    }
}

/// <summary>An integer into numeric.</summary>
internal sealed class PgIntegerNumericEncoder<TValue> : PgEncoder<TValue>
    where TValue : struct, IBinaryInteger<TValue>
{
    public override string? Encode(TValue value, CopyRows rows)
    {
        PgNumeric.Write(long.CreateTruncating(value), rows);
        return null;
    }
}

/// <summary>decimal into numeric.</summary>
internal sealed class PgDecimalEncoder : PgEncoder<decimal>
{
    public override string? Encode(decimal value, CopyRows rows)
    {
        PgNumeric.Write(value, rows);
        return null;
    }
}

/// <summary>A number of any length into numeric.</summary>
internal sealed class PgExactEncoder : PgEncoder<PostgresNumeric>
{
    public override string? Encode(PostgresNumeric value, CopyRows rows)
    {
        PgNumeric.Write(in value, rows);
        return null;
    }
}

/// <summary>double into double precision.</summary>
internal sealed class PgDoubleEncoder : PgEncoder<double>
{
    public override string? Encode(double value, CopyRows rows)
    {
        BinaryPrimitives.WriteDoubleBigEndian(rows.Field(sizeof(double)), value);
        return null;
    }
}

/// <summary>double into real: rounded; what would become infinite is refused.</summary>
internal sealed class PgNarrowDoubleEncoder : PgEncoder<double>
{
    public override string? Encode(double value, CopyRows rows)
    {
        float narrow = (float)value;
        if (float.IsInfinity(narrow) && double.IsFinite(value))
        {
            return $"{value:R} is too large for real";
        }

        BinaryPrimitives.WriteSingleBigEndian(rows.Field(sizeof(float)), narrow);
        return null;
    }
}

/// <summary>float into real or double precision.</summary>
internal sealed class PgFloatEncoder(bool wide) : PgEncoder<float>
{
    public override string? Encode(float value, CopyRows rows)
    {
        if (wide)
        {
            BinaryPrimitives.WriteDoubleBigEndian(rows.Field(sizeof(double)), value);
        }
        else
        {
            BinaryPrimitives.WriteSingleBigEndian(rows.Field(sizeof(float)), value);
        }

        return null;
    }
}

/// <summary>bool into boolean.</summary>
internal sealed class PgBoolEncoder : PgEncoder<bool>
{
    public override string? Encode(bool value, CopyRows rows)
    {
        rows.Field(1)[0] = value ? (byte)1 : (byte)0;
        return null;
    }
}

/// <summary>Guid into uuid.</summary>
internal sealed class PgGuidEncoder : PgEncoder<Guid>
{
    public override string? Encode(Guid value, CopyRows rows)
    {
        value.TryWriteBytes(rows.Field(16), bigEndian: true, out _);
        return null;
    }
}
