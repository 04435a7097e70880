using System.Globalization;

namespace HotStream.Testing;

/// <summary>One partition of a scripted source: its records, and where each batch of the script ends. Under its owner's lock.</summary>
internal sealed class ScriptedPartition<T>(string name, Func<int, IReadOnlyList<T>> script)
{
    private const int EmptyBatchesMax = 1000; // in a row, before a position counts as one that never comes

    private readonly List<T> _records = [];
    private readonly List<long> _ends = []; // position behind the last record of each batch

    public string Name => name;

    public static SourceRange Range(string partition, long from, long to) => new(partition, Text(from), Text(to));

    /// <summary>What a batch reads that comes after a position.</summary>
    public SourceRange RangeOf(int number, long from) => Range(name, from, Math.Max(from, EndOf(number)));

    public IEnumerable<(long Position, T Record)> Read(SourceRange range)
    {
        long from = Position(range.From);
        long to = Position(range.To);
        for (long at = from; at < to; at++)
        {
            for (int empty = 0; at >= _records.Count && empty < EmptyBatchesMax; empty = _ends[^1] > at ? 0 : empty + 1)
            {
                EndOf(_ends.Count); // a source of a later life has read nothing yet
            }

            yield return (at, at < _records.Count ? _records[(int)at]
                : throw new ArgumentException($"Partition {name} has no position {at}."));
        }
    }

    private static long Position(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long position) ? position
            : throw new ArgumentException($"\"{text}\" is no position: positions are numbers of records, from 0.");

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);

    private long EndOf(int number)
    {
        while (_ends.Count <= number)
        {
            _records.AddRange(script(_ends.Count));
            _ends.Add(_records.Count);
        }

        return _ends[number];
    }
}
