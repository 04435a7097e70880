using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Pieces of records that were let go, for whoever wants one next: as many as were in use at once, for a shared pool keeps only some of a
/// large batch's and leaves the rest to a collector that hardly ever runs here. What nobody wanted for ten seconds is dropped. Thread-safe.
/// </summary>
internal static class PieceShelf<T>
{
    private const int KeptMilliseconds = 10_000;

    private static readonly Lock s_gate = new();
    private static readonly Stack<T[]> s_pieces = [];
    private static int s_unwanted; // the least that have lain here since the last look
    private static Timer? s_timer;

    /// <summary>Pieces that lie here.</summary>
    public static int Count => s_pieces.Count;

    /// <summary>A piece, which holds anything.</summary>
    public static T[] Rent(int length)
    {
        lock (s_gate)
        {
            if (s_pieces.TryPop(out T[]? piece))
            {
                s_unwanted = Math.Min(s_unwanted, s_pieces.Count);
                return piece;
            }
        }

        return GC.AllocateUninitializedArray<T>(length);
    }

    public static void Return(T[] piece)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(piece);
        }

        lock (s_gate)
        {
            s_pieces.Push(piece);
            s_timer ??= new Timer(static _ => DropUnwanted(), null, KeptMilliseconds, KeptMilliseconds);
        }
    }

    /// <summary>Drops what nobody has wanted since the last look.</summary>
    public static void DropUnwanted()
    {
        lock (s_gate)
        {
            for (; s_unwanted > 0; s_unwanted--)
            {
                s_pieces.Pop();
            }

            s_unwanted = s_pieces.Count;
            if (s_unwanted == 0)
            {
                s_timer?.Dispose();
                s_timer = null;
            }
        }
    }
}
