namespace HotStream.Tests.Batches;

/// <summary>What pieces hold.</summary>
internal static class RecordPiecesExtensions
{
    public static T[] ToArray<T>(this RecordPieces<T> pieces) =>
        [.. Enumerable.Range(0, pieces.PieceCount).SelectMany(piece => pieces.Piece(piece).ToArray())];
}
