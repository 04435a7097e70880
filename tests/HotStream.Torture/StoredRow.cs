using System.Globalization;

namespace HotStream.Torture;

/// <summary>A row of the table, and of the rolling files: how often a word came in a batch.</summary>
internal readonly record struct StoredRow(long Batch, string Word, long Count)
{
    public static StoredRow Parse(string line) => line.Split(' ') is [var batch, var word, var count]
        ? new(long.Parse(batch, CultureInfo.InvariantCulture), word, long.Parse(count, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{line}' is no row.");

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Batch} {Word} {Count}");
}
