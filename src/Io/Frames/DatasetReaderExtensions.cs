using System.Diagnostics.CodeAnalysis;
using HotStream.Io;

namespace HotStream;

/// <summary>
/// Files as rows that are objects of a class. What is read of a file are the members; nothing is found out, so that files are read once.
/// </summary>
public static class DatasetReaderExtensions
{
    private const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields;

    /// <summary>
    /// Documents of JSON, one a line. A member is the field of its name, first by its letters and then without regard to case:
    /// <c>Celsius</c> is <c>celsius</c> too. Fields that are no member are passed by.
    /// </summary>
    /// <typeparam name="T">The rows, as <see cref="RecordSchema.Of{T}"/> says.</typeparam>
    /// <param name="reader">The reader with its settings, those of <see cref="FrameReaderExtensions.Json"/>.</param>
    /// <param name="path">The files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">An option is unknown or has a wrong value.</exception>
    /// <exception cref="AnalysisException">The class is no row.</exception>
    public static Dataset<T> Json<[DynamicallyAccessedMembers(Needed)] T>(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        return JsonFrames.Read(reader.Schema(RecordSchema.Of<T>()), path, ignoresCase: true).As<T>();
    }

    /// <summary>
    /// Lines of separated values. With option <c>header</c> a member is the column of its name, first by its letters and then without
    /// regard
    /// to case; without it the columns are the members in their order.
    /// </summary>
    /// <inheritdoc cref="Json{T}"/>
    public static Dataset<T> Csv<[DynamicallyAccessedMembers(Needed)] T>(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        Schema wanted = RecordSchema.Of<T>();
        bool hasHeader = reader.Options.GetValueOrDefault("header") == "true";
        Schema schema = !hasHeader ? wanted : new Schema(CsvFrames.Names(reader, path).Select(name =>
            wanted.IndexOf(name) is int at and >= 0
            ? new StructField(name, wanted[at].Type) : new StructField(name, DataType.String)));
        return reader.Schema(schema).Csv(path).As<T>();
    }
}
