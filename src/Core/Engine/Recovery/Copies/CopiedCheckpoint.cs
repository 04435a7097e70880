namespace HotStream;

/// <summary>A checkpoint file in a store, in pieces.</summary>
/// <param name="Time">The batch after which it was taken.</param>
/// <param name="Base">Time of the checkpoint that it holds the changes since; null when it is whole.</param>
/// <param name="Writer">The life that copied it: names of two lives are never the same.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sums">CRC-32C of each piece.</param>
internal sealed record CopiedCheckpoint(long Time, long? Base, string Writer, long Bytes, IReadOnlyList<uint> Sums)
{
    /// <summary>Names of the objects.</summary>
    public IEnumerable<string> Pieces() => Enumerable.Range(0, Sums.Count).Select(piece => CopyNames.OfPiece(Time, Writer, piece));
}
