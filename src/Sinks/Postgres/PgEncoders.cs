using System.Numerics;

namespace HotStream.Sinks;

/// <summary>Which encoder writes a type of ours into a type of the server's.</summary>
internal static class PgEncoders
{
    /// <summary>What can be written at all, as messages say it.</summary>
    public const string Supported =
        "Utf8Slice, string, ReadOnlyMemory<byte>, byte[], integers of up to 64 bits (not ulong), double, float, decimal, PostgresNumeric, "
        + "bool, DateTimeOffset, DateTime, DateOnly, TimeOnly, TimeSpan, Guid, "
        + "and Nullable or Optional of these";

    /// <summary>The encoder, or null when the pair is impossible.</summary>
    public static PgEncoder<TValue>? For<TValue>(PgType type) => (PgEncoder<TValue>?)Find(typeof(TValue), type);

    /// <summary>Whether a type of ours can be written into any column.</summary>
    public static bool Supports(Type value)
    {
        foreach (uint id in (ReadOnlySpan<uint>)[PgType.Text, PgType.Int8, PgType.Float8, PgType.Numeric, PgType.Bool, PgType.Timestamp,
            PgType.TimestampTz, PgType.Date, PgType.Time, PgType.Interval, PgType.Uuid])
        {
            if (Find(value, new PgType(id, "", false)) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static object? Find(Type value, PgType type) =>
        Reference(value, type, static form => new PgStringEncoder(form))
        ?? Reference(value, type, static form => new PgArrayEncoder(form))
        ?? Of(value, type, static type => Form(type) is { } form ? new PgSliceEncoder(form) : null)
        ?? Of(value, type, static type => Form(type) is { } form ? new PgMemoryEncoder(form) : null)
        ?? Integer<long>(value, type)
        ?? Integer<int>(value, type)
        ?? Integer<short>(value, type)
        ?? Integer<sbyte>(value, type)
        ?? Integer<byte>(value, type)
        ?? Integer<ushort>(value, type)
        ?? Integer<uint>(value, type)
        ?? Of<double>(value, type, static type => type.Id == PgType.Float8 ? new PgDoubleEncoder() : type.Id == PgType.Float4
            ? new PgNarrowDoubleEncoder() : null)
        ?? Of<float>(value, type, static type => type.Id is PgType.Float4 or PgType.Float8
            ? new PgFloatEncoder(type.Id == PgType.Float8) : null)
        ?? Of<decimal>(value, type, static type => type.Id == PgType.Numeric ? new PgDecimalEncoder() : null)
        ?? Of<PostgresNumeric>(value, type, static type => type.Id == PgType.Numeric ? new PgExactEncoder() : null)
        ?? Of<bool>(value, type, static type => type.Id == PgType.Bool ? new PgBoolEncoder() : null)
        ?? Of<Guid>(value, type, static type => type.Id == PgType.Uuid ? new PgGuidEncoder() : null)
        ?? Of<DateTimeOffset>(value, type, static type => type.Id == PgType.TimestampTz ? new PgMomentEncoder() : null)
        ?? Of<DateTime>(value, type, static type => type.Id is PgType.Timestamp or PgType.TimestampTz
            ? new PgDateTimeEncoder(type.Id == PgType.TimestampTz) : null)
        ?? Of<DateOnly>(value, type, static type => type.Id == PgType.Date ? new PgDateEncoder() : null)
        ?? Of<TimeOnly>(value, type, static type => type.Id == PgType.Time ? new PgTimeOfDayEncoder() : null)
        ?? Of<TimeSpan>(value, type, static type => type.Id == PgType.Interval ? new PgIntervalEncoder() : null);

    private static object? Integer<TValue>(Type value, PgType type)
        where TValue : struct, IBinaryInteger<TValue> => Of<TValue>(value, type, static type => type.Id switch
        {
            PgType.Int8 => new PgIntegerEncoder<TValue>(sizeof(long)),
            PgType.Int4 => new PgIntegerEncoder<TValue>(sizeof(int)),
            PgType.Int2 => new PgIntegerEncoder<TValue>(sizeof(short)),
            PgType.Numeric => new PgIntegerNumericEncoder<TValue>(),
            _ => null,
        });

    private static PgTextForm? Form(PgType type) =>
        type.IsText || type.Id == PgType.Json ? PgTextForm.Text
        : type.Id == PgType.Jsonb ? PgTextForm.Jsonb
        : type.Id == PgType.Bytea ? PgTextForm.Bytes
        : null;

    private static object? Reference<TValue>(Type value, PgType type, Func<PgTextForm, PgEncoder<TValue>> make)
        where TValue : class =>
        value != typeof(TValue) && value != typeof(Optional<TValue>) || Form(type) is not { } form ? null
        : value == typeof(TValue) ? make(form)
        : new PgOptionalEncoder<TValue>(make(form));

    private static object? Of<TValue>(Type value, PgType type, Func<PgType, PgEncoder<TValue>?> make)
        where TValue : struct
    {
        if (value != typeof(TValue) && value != typeof(TValue?) && value != typeof(Optional<TValue>))
        {
            return null;
        }

        return make(type) is not { } encoder ? null
            : value == typeof(TValue) ? encoder
            : value == typeof(TValue?) ? new PgNullableEncoder<TValue>(encoder)
            : new PgOptionalEncoder<TValue>(encoder);
    }
}
