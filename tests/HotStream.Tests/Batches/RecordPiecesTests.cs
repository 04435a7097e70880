using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HotStream.Tests.Generators;

namespace HotStream.Tests.Batches;

/// <summary>Pieces hold what a list holds, in its order, and are lent from a shelf that keeps no more than is wanted.</summary>
public sealed class RecordPiecesTests
{
    [Property(MaxTest = 30)]
    public Property What_was_added_comes_out_in_its_order() => Cases.ForAllLists(
        Cases.Arrays(Gen.Choose(-3, 40_000), 0, 8),
        static steps =>
        {
            var pieces = new RecordPieces<int>();
            var expected = new List<int>();
            foreach (int step in steps)
            {
                if (step < 0)
                {
                    pieces.Add(expected.Count);
                    expected.Add(expected.Count);
                    continue;
                }

                int[] range = [.. Enumerable.Range(expected.Count, step)];
                pieces.AddRange(range);
                expected.AddRange(range);
            }

            var pushed = new List<int>();
            pieces.PushTo(new Keeping(pushed));
            Assert.Equal(expected.Count, pieces.Count);
            Assert.Equal(expected, pushed);
            Assert.Equal(expected, pieces.ToArray());
            pieces.Clear();
            pieces.Add(7);
            Assert.Equal([7], pieces.ToArray());
            pieces.Release();
            Assert.Equal(0, pieces.Count);
        });

    [Fact]
    public void A_list_that_is_taken_over_is_the_first_piece()
    {
        var list = new RecordList<string>();
        list.AddRange(["a", "b"]);
        var pieces = new RecordPieces<string>(list);
        pieces.Add("c");
        Assert.Equal(0, list.Count);
        Assert.Equal(3, pieces.Count);
        Assert.Equal(["a", "b", "c"], pieces.ToArray());
    }

    [Fact]
    public void Large_pieces_are_used_again_hold_no_object_meanwhile_and_go_when_nobody_wants_them()
    {
        var pieces = new RecordPieces<Marker>();
        for (int i = 0; i < 6 * RecordPieces<Marker>.LargestPiece; i++)
        {
            pieces.Add(new Marker());
        }

        pieces.Release();
        int kept = PieceShelf<Marker>.Count;
        Assert.InRange(kept, 5, 6);
        Marker[] again = PieceShelf<Marker>.Rent(RecordPieces<Marker>.LargestPiece);
        Assert.Equal(kept - 1, PieceShelf<Marker>.Count);
        Assert.All(again, Assert.Null);
        PieceShelf<Marker>.Return(again);
        PieceShelf<Marker>.DropUnwanted(); // the first look learns what lies there
        PieceShelf<Marker>.DropUnwanted();
        Assert.Equal(0, PieceShelf<Marker>.Count);
    }

    private sealed class Marker;

    private sealed class Keeping(List<int> kept) : Stage<int>
    {
        public override void Accept(ReadOnlySpan<int> block)
        {
            Assert.InRange(block.Length, 1, Block.Size);
            kept.AddRange(block);
        }
    }
}
