using System.Text.Json.Serialization.Metadata;
using HotStream.Sinks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream;

/// <summary>
/// Writes records into files of lines, JSON or CSV that end by size, age or batch. Each partition has a file of its
/// own, in the order of its records.
/// <para>Law: exactly once, durable with every batch. <c>PREFIX.manifest.jsonl</c> says which batches are certain and which files are
/// complete; a batch that fails leaves nothing, and one that a restart runs again is recognised. After a crash the next start completes the
/// files that were open, cut to what is certain. <c>TextFileStream</c> reads what the manifest names. A record
/// that cannot be written is a dead letter. The whole: docs/design/rolling-files.md.</para>
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class RollingFileSink<T> : Sink<T>
{
    private readonly RollingFileOptions _options;
    private readonly RecordFormat<T> _format;
    private readonly List<RollingFileWriter<T>> _writers = [];
    private RollingDirectory? _directory;
    private ILogger _logger = NullLogger.Instance;
    private TimeProvider _time = TimeProvider.System;

    /// <summary>Lines of text, as <see cref="RecordText"/> prints records; slices byte for byte.</summary>
    /// <param name="options">Where, and when files end.</param>
    public RollingFileSink(RollingFileOptions options)
        : this(options, RecordFormat<T>.Text())
    {
    }

    /// <summary>Lines of JSON.</summary>
    /// <param name="options">Where, and when files end.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    public RollingFileSink(RollingFileOptions options, JsonTypeInfo<T> json)
        : this(options, RecordFormat<T>.Json(json))
    {
    }

    /// <summary>Lines that an encoder writes, without their ends.</summary>
    /// <param name="options">Where, and when files end.</param>
    /// <param name="encoder">Writes a record, see <see cref="RecordEncoders"/>.</param>
    /// <param name="extension">End of the files' names, with its dot.</param>
    /// <exception cref="ArgumentException">The extension cannot end a file's name.</exception>
    public RollingFileSink(RollingFileOptions options, RecordEncoder<T> encoder, string extension = ".txt")
        : this(options, RecordFormat<T>.Lines(encoder, extension))
    {
    }

    /// <summary>CSV as RFC 4180 defines it, with a header in every file.</summary>
    /// <param name="options">Where, and when files end.</param>
    /// <param name="columns">Names the columns.</param>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public RollingFileSink(RollingFileOptions options, Action<CsvColumns<T>> columns)
        : this(options, Csv(options, columns))
    {
    }

    private RollingFileSink(RollingFileOptions options, RecordFormat<T> format)
        : base(NameOf(options))
    {
        _options = options;
        _format = format;
    }

    /// <inheritdoc/>
    protected override void Prepare(BatchTime time)
    {
        try
        {
            _directory ??= new RollingDirectory(_options.Directory, _options.Prefix);
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(Name, failure);
        }
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var writer = new RollingFileWriter<T>(Name, _directory!, _options, _format, partition);
        lock (_writers)
        {
            if (_writers.Count == 0)
            {
                _logger = partition.Logger;
                _time = partition.TimeProvider;
                LogRecovered(partition.Logger);
            }

            _writers.Add(writer);
        }

        return writer;
    }

    /// <inheritdoc/>
    protected override void Commit(BatchTime time)
    {
        try
        {
            _directory!.Commit([.. _writers.Select(static writer => writer.Synced).OfType<RollingFile>()]);
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(Name, failure);
        }

        _writers.ForEach(static writer => writer.Accept());
        Complete(writer => writer.CompleteIfDue(time));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Complete(static writer => writer.CompleteFile());
        _directory?.Dispose();
        base.Dispose(disposing);
    }

    private static string NameOf(RollingFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Directory, nameof(options));
        if (string.IsNullOrWhiteSpace(options.Prefix) || options.Prefix.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
        {
            throw new ArgumentException($"\"{options.Prefix}\" cannot begin a file's name.", nameof(options));
        }

        return "files " + Path.Combine(options.Directory, options.Prefix);
    }

    private static RecordFormat<T> Csv(RollingFileOptions options, Action<CsvColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(columns);
        var named = new CsvColumns<T>();
        columns(named);
        CsvColumn<T>[] all = named.All;
        return all.Length > 0 ? new CsvEncoder<T>(all, options.NeutralizeFormulas).Format()
            : throw new ArgumentException("A CSV file needs a column; add at least one.", nameof(columns));
    }

    /// <summary>Completes files. The batch is certain whether that succeeds or not.</summary>
    private void Complete(Action<RollingFileWriter<T>> complete)
    {
        try
        {
            _writers.ForEach(complete);
            _directory?.List(_time.GetUtcNow());
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            RollingLog.NotCompleted(_logger, Name, FileErrors.Explain(Name, failure).Message);
        }
    }

    private void LogRecovered(ILogger logger)
    {
        foreach (string file in _directory!.Recovered)
        {
            RollingLog.Recovered(logger, Name, file);
        }
    }
}
