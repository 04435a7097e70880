using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>The usual encoders, for any sink. Thread-safe, as all encoders are.</summary>
public static class RecordEncoders
{
    /// <summary>Records as <see cref="RecordText"/> prints them; slices byte for byte.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    public static RecordEncoder<T> Text<T>() => TextEncoder<T>.Instance;

    /// <summary>Records that hold their bytes, for example the payload of a message.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="slice">The bytes of a record. Worker threads, several at a time.</param>
    public static RecordEncoder<T> Slice<T>(Func<T, Utf8Slice> slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return new SliceEncoder<T>(slice);
    }

    /// <summary>JSON of records that the source generator of System.Text.Json knows. Only what JSON demands is escaped.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    public static RecordEncoder<T> Json<T>(JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new JsonTypeEncoder<T>(json);
    }

    /// <summary>JSON that a function writes. Only what JSON demands is escaped.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="write">Writes one JSON value. Worker threads, several at a time.</param>
    public static RecordEncoder<T> Json<T>(Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new JsonWriteEncoder<T>(write);
    }

    /// <summary>Bytes that a function writes.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="write">Writes the bytes of a record. Worker threads, several at a time.</param>
    public static RecordEncoder<T> Bytes<T>(Action<T, IBufferWriter<byte>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new BytesEncoder<T>(write);
    }
}
