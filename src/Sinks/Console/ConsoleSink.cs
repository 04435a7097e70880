using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Writes every record as a line to standard output: all of them and nothing else, for a program behind a pipe, where
/// <see cref="DStream{T}.Print(int)"/> shows a person the first few under a header. A batch's lines come together, when all of them are
/// known, in the order of the partitions; a batch that fails prints nothing. A record whose text cannot be made is a dead letter.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
/// <param name="output">Where to write; null for standard output. Not closed.</param>
/// <param name="encoder">Writes a record, without the end of its line; null prints it as <see cref="RecordText"/>
/// does, slices byte for byte.</param>
public sealed class ConsoleSink<T>(Stream? output = null, RecordEncoder<T>? encoder = null) : Sink<T>("console")
{
    private readonly Stream _output = output ?? Console.OpenStandardOutput();
    private readonly RecordFormat<T> _format = RecordFormat<T>.Lines(encoder ?? RecordEncoders.Text<T>(), ".txt");
    private readonly SortedList<int, ConsoleWriter<T>> _writers = [];

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var writer = new ConsoleWriter<T>(partition, _format);
        lock (_writers)
        {
            _writers.Add(partition.Index, writer);
        }

        return writer;
    }

    /// <inheritdoc/>
    protected override void Commit(BatchTime time)
    {
        foreach (ConsoleWriter<T> writer in _writers.Values)
        {
            writer.PrintTo(_output);
        }

        _output.Flush();
    }
}
