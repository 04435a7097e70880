using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>Outputs into rolling files; see <see cref="RollingFileSink{T}"/>.</summary>
public static class RollingFileStreamExtensions
{
    /// <summary>Writes a line of text for each record.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where, and when files end.</param>
    public static void SaveAsRollingFiles<T>(this DStream<T> stream, RollingFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RollingFileSink<T>(options));
    }

    /// <summary>Writes a line of JSON for each record.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where, and when files end.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    public static void SaveAsRollingFiles<T>(this DStream<T> stream, RollingFileOptions options, JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RollingFileSink<T>(options, json));
    }

    /// <summary>Writes a line for each record by an encoder.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where, and when files end.</param>
    /// <param name="encoder">Writes a record, without the end of its line; see <see cref="RecordEncoders"/>.</param>
    /// <param name="extension">End of the files' names, with its dot.</param>
    /// <exception cref="ArgumentException">The extension cannot end a file's name.</exception>
    public static void SaveAsRollingFiles<T>(this DStream<T> stream, RollingFileOptions options, RecordEncoder<T> encoder,
        string extension = ".txt")
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RollingFileSink<T>(options, encoder, extension));
    }

    /// <summary>Writes a line of CSV for each record.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where, and when files end.</param>
    /// <param name="columns">Names the columns: <c>columns => columns.Add("machine", x => x.Machine)</c>.</param>
    public static void SaveAsRollingFiles<T>(this DStream<T> stream, RollingFileOptions options, Action<CsvColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RollingFileSink<T>(options, columns));
    }
}
