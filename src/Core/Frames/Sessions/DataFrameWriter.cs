namespace HotStream;

/// <summary>
/// Writes a frame: settings first, then the format (by extension methods of the library that writes it). The counterpart of Spark's
/// <c>DataFrameWriter</c>. Immutable: each setting gives a new one.
/// </summary>
public sealed class DataFrameWriter
{
    private readonly Dictionary<string, string> _options;

    internal DataFrameWriter(DataFrame frame)
        : this(frame, SaveMode.ErrorIfExists, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase))
    {
    }

    private DataFrameWriter(DataFrame frame, SaveMode mode, Dictionary<string, string> options)
    {
        Frame = frame;
        SaveMode = mode;
        _options = options;
    }

    /// <summary>What is written.</summary>
    public DataFrame Frame { get; }

    /// <summary>What is done when there is something already.</summary>
    public SaveMode SaveMode { get; }

    /// <summary>The options that were given, by name; case does not count.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <summary>What is done when there is something already; without it that is an error.</summary>
    /// <param name="mode">What is done.</param>
    public DataFrameWriter Mode(SaveMode mode) => new(Frame, mode, _options);

    /// <summary>An option, named as Spark's; which there are the format says, and it refuses others.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="value">Its value.</param>
    public DataFrameWriter Option(string name, string value) =>
        new(Frame, SaveMode, new Dictionary<string, string>(_options, StringComparer.OrdinalIgnoreCase) { [name] = value });

    /// <inheritdoc cref="Option(string, string)"/>
    public DataFrameWriter Option(string name, bool value) => Option(name, value ? "true" : "false");
}
