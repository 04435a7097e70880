using HotStream.Hdfs;

namespace HotStream;

/// <summary>Lines from files that appear in HDFS.</summary>
public static class HdfsStreamExtensions
{
    /// <summary>
    /// The lines of files that newly appear in a directory of HDFS: as <c>TextFileStream</c> reads files of a disk. A file is taken by its
    /// time of modification, once, so it must appear whole: write elsewhere, then rename in. Those that end with <c>.gz</c> or <c>.zst</c>
    /// are unpacked. After a restart a file is read again only if number, time and length are what they were; one that was replaced, or is
    /// gone, is reported and is missing. Files are streamed. A cluster that is away gives empty batches and warnings, what appears
    /// meanwhile is read later. The directories of the pattern are listed in each batch.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="path">
    /// A directory, from the root, for the files directly in it, or a pattern of paths: <c>/logs/*.gz</c>, with <c>*</c>, <c>?</c>,
    /// <c>[a-c]</c>, <c>{a,b}</c>, and <c>**</c> for any path. Names that begin with <c>.</c> or <c>_</c>, and those that end with
    /// <c>._COPYING_</c>, are hidden.
    /// </param>
    /// <param name="options">How, and where the NameNodes are.</param>
    /// <exception cref="ArgumentException">The path cannot be, or the options do not go together.</exception>
    public static DStream<Utf8Slice> HdfsTextStream(this StreamingContext context, string path, HdfsReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var store = new HdfsFileStore(HdfsPath.Parse(path, nameof(path)), options);
        return context.TextFileStream(store, options.NewFilesOnly, options.Remember);
    }
}
