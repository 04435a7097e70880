namespace HotStream;

/// <summary>The rows a kernel works on: all of the first so many, or those at some places.</summary>
internal readonly unsafe struct Rows(int length, ushort* places, int count)
{
    /// <summary>Rows of the columns.</summary>
    public int Length { get; } = length;

    /// <summary>Places of the rows that are meant; null when all are.</summary>
    public ushort* Places { get; } = places;

    /// <summary>Rows that are meant.</summary>
    public int Count { get; } = count;
}
