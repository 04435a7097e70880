using HotStream.Sinks;

namespace HotStream;

/// <summary>Outputs that write each batch as files of a format of frames: Parquet, Avro, JSON, CSV.</summary>
public static class FrameStreamExtensions
{
    /// <summary>
    /// Writes every batch that has records into the directory <c>prefix-TIME[.suffix]</c>, as files of a format of frames: whole, by
    /// rename, and <c>_SUCCESS</c> last, then everything is synced to the disk. A batch that a restart runs again replaces itself, so
    /// that each record is there once. A batch of the same time that another query wrote is left alone, as
    /// <see cref="FileOutputExtensions.SaveAsTextFiles{T}(DStream{T}, string, string?)"/> says. A batch is a file or more of its own:
    /// formats of columns want long intervals.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="prefix">Directory and start of the name.</param>
    /// <param name="frame">Makes rows of a batch, as <see cref="BatchFrameExtensions"/> do, and queries of them, in a session that outlives
    /// the context. On the driver's thread. What it throws fails the batch.</param>
    /// <param name="write">Writes them: <c>(writer, directory) => writer.Parquet(directory)</c>. The mode is
    /// <see cref="SaveMode.Append"/>, and stays so.</param>
    /// <param name="suffix">End of the name, without its dot; null for none.</param>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveAsFrameFiles<T>(this DStream<T> stream, string prefix, Func<Batch<T>, DataFrame> frame,
        Action<DataFrameWriter, string> write, string? suffix = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(write);
        stream.ForeachBatch(batch =>
        {
            Batch<T> records = batch.Cache(); // looked at twice, computed once
            try
            {
                if (!records.IsEmpty())
                {
                    BatchDirectory.Write(batch, stream.Context, prefix, suffix,
                        directory => write(frame(records).Write.Mode(SaveMode.Append), directory));
                }
            }
            finally
            {
                records.Unpersist();
            }
        });
    }
}
