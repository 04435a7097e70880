namespace HotStream.Tests.Batches;

/// <summary>What pieces hold.</summary>
internal static class RecordPiecesExtensions
{
    public static T[] ToArray<T>(this RecordPieces<T> pieces)
    {
        var records = new List<T>();
        foreach (ReadOnlySpan<T> piece in pieces)
        {
            records.AddRange(piece);
        }

        return [.. records];
    }
}
