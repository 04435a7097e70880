using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The codecs there are, and the way from a type of record to its own. Values are written as they lie in memory, texts behind their length.
/// </summary>
internal static class SpillCodecs
{
    /// <summary>The codec of a type of record; refused when there is none.</summary>
    public static SpillCodec<T> Of<T>() => Found<T>.Codec is { IsSupported: true } codec
        ? codec
        : throw new NotSupportedException(
            $"Records of type {typeof(T)} cannot be written to disk. StorageLevel.MemoryAndDisk takes Utf8Slice, string, numbers and "
            + "other plain values, structs of such fields "
            + "without references, and KeyValuePair and tuples of two or three of these. Map the records to such a "
            + "type, or use StorageLevel.Memory.");

    private static Type? CodecOf(Type type)
    {
        if (type == typeof(Utf8Slice))
        {
            return typeof(Text);
        }

        if (type == typeof(string))
        {
            return typeof(Strings);
        }

        return !RuntimeFeature.IsDynamicCodeSupported ? null : IsPlain(type) ? typeof(Plain<>).MakeGenericType(type) : CodecOfParts(type);
    }

    [RequiresDynamicCode("The codec of a pair is put together from those of its parts.")]
    private static Type? CodecOfParts(Type type)
    {
        Type? pattern = !type.IsGenericType ? null
            : type.HasSameMetadataDefinitionAs(typeof(KeyValuePair<,>)) ? typeof(Pair<,,,>)
            : type.HasSameMetadataDefinitionAs(typeof(ValueTuple<,>)) ? typeof(Two<,,,>)
            : type.HasSameMetadataDefinitionAs(typeof(ValueTuple<,,>)) ? typeof(Three<,,,,,>)
            : null;
        if (pattern is null)
        {
            return null;
        }

        Type[] parts = type.GetGenericArguments();
        Type?[] codecs = Array.ConvertAll(parts, CodecOf);
        return Array.TrueForAll(codecs, codec => codec is not null) ? pattern.MakeGenericType([.. parts, .. codecs!]) : null;
    }

    private static bool IsPlain(Type type) => type.IsValueType
        && (type.IsPrimitive || type.IsEnum || type == typeof(decimal) || type == typeof(Guid) || type == typeof(TimeSpan)
            || type == typeof(DateTime)
            || type == typeof(DateTimeOffset) || (!type.IsGenericType && SliceHoldings.Of(type) == SliceHolding.None));

    private static class Found<T>
    {
        public static SpillCodec<T>? Codec { get; } = Find();

        private static SpillCodec<T>? Find()
        {
            if (typeof(T) == typeof(Utf8Slice))
            {
                return (SpillCodec<T>)(object)new SpillCodec<Utf8Slice, Text>();
            }

            if (typeof(T) == typeof(string))
            {
                return (SpillCodec<T>)(object)new SpillCodec<string, Strings>();
            }

            if (IsPlain(typeof(T)))
            {
                return new SpillCodec<T, Plain<T>>();
            }

            return RuntimeFeature.IsDynamicCodeSupported && CodecOf(typeof(T)) is { } codec
                ? (SpillCodec<T>)Activator.CreateInstance(typeof(SpillCodec<,>).MakeGenericType(typeof(T), codec))!
                : null;
        }
    }

    private readonly struct Plain<T> : ISpillCodec<T>
    {
        public static bool IsSupported => !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

        public static long SizeOf(in T value) => Unsafe.SizeOf<T>();

        public static void Write(SpillFile file, in T value) => file.Write(value);

        public static T Read(SpillReader reader) => reader.Read<T>();
    }

    private readonly struct Text : ISpillCodec<Utf8Slice>
    {
        public static bool IsSupported => true;

        public static long SizeOf(in Utf8Slice value) => Unsafe.SizeOf<Utf8Slice>() + (value.IsInline ? 0 : value.Length);

        public static void Write(SpillFile file, in Utf8Slice value) => file.WriteBytes(value.Bytes);

        public static Utf8Slice Read(SpillReader reader) => reader.ReadText();
    }

    private readonly struct Strings : ISpillCodec<string>
    {
        private const int ObjectBytes = 30; // reference, header, length, end

        public static bool IsSupported => true;

        public static long SizeOf(in string value) => ObjectBytes + ((value?.Length ?? 0) * sizeof(char));

        public static void Write(SpillFile file, in string value) => file.WriteString(value);

        public static string Read(SpillReader reader) => reader.ReadString()!;
    }

    private readonly struct Pair<TKey, TValue, TKeyCodec, TValueCodec> : ISpillCodec<KeyValuePair<TKey, TValue>>
        where TKeyCodec : ISpillCodec<TKey>
        where TValueCodec : ISpillCodec<TValue>
    {
        public static bool IsSupported => TKeyCodec.IsSupported && TValueCodec.IsSupported;

        public static long SizeOf(in KeyValuePair<TKey, TValue> value) => TKeyCodec.SizeOf(value.Key) + TValueCodec.SizeOf(value.Value);

        public static void Write(SpillFile file, in KeyValuePair<TKey, TValue> value)
        {
            TKeyCodec.Write(file, value.Key);
            TValueCodec.Write(file, value.Value);
        }

        public static KeyValuePair<TKey, TValue> Read(SpillReader reader)
        {
            TKey key = TKeyCodec.Read(reader);
            return new(key, TValueCodec.Read(reader));
        }
    }

    private readonly struct Two<T1, T2, TCodec1, TCodec2> : ISpillCodec<(T1, T2)>
        where TCodec1 : ISpillCodec<T1>
        where TCodec2 : ISpillCodec<T2>
    {
        public static bool IsSupported => TCodec1.IsSupported && TCodec2.IsSupported;

        public static long SizeOf(in (T1, T2) value) => TCodec1.SizeOf(value.Item1) + TCodec2.SizeOf(value.Item2);

        public static void Write(SpillFile file, in (T1, T2) value)
        {
            TCodec1.Write(file, value.Item1);
            TCodec2.Write(file, value.Item2);
        }

        public static (T1, T2) Read(SpillReader reader)
        {
            T1 first = TCodec1.Read(reader);
            return (first, TCodec2.Read(reader));
        }
    }

    private readonly struct Three<T1, T2, T3, TCodec1, TCodec2, TCodec3> : ISpillCodec<(T1, T2, T3)>
        where TCodec1 : ISpillCodec<T1>
        where TCodec2 : ISpillCodec<T2>
        where TCodec3 : ISpillCodec<T3>
    {
        public static bool IsSupported => TCodec1.IsSupported && TCodec2.IsSupported && TCodec3.IsSupported;

        public static long SizeOf(in (T1, T2, T3) value) =>
            TCodec1.SizeOf(value.Item1) + TCodec2.SizeOf(value.Item2) + TCodec3.SizeOf(value.Item3);

        public static void Write(SpillFile file, in (T1, T2, T3) value)
        {
            TCodec1.Write(file, value.Item1);
            TCodec2.Write(file, value.Item2);
            TCodec3.Write(file, value.Item3);
        }

        public static (T1, T2, T3) Read(SpillReader reader)
        {
            T1 first = TCodec1.Read(reader);
            T2 second = TCodec2.Read(reader);
            return (first, second, TCodec3.Read(reader));
        }
    }
}
