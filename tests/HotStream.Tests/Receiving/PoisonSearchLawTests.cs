using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Receiving;

/// <summary>The law of the search, batch by batch: when batches are cut down, by how much, who is condemned, and how it ends.</summary>
public sealed class PoisonSearchLawTests
{
    private static readonly Exception[] s_poisoned = [new InvalidOperationException("outer", new InvalidDataException("no such unit"))];

    private readonly List<DeadLetter> _posted = [];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_search_begins_after_so_many_failed_batches_in_a_row_with_half_the_records_that_are_sent_again(int tries)
    {
        var search = new PoisonSearch(tries, _posted.Add);
        for (int i = 1; i < tries; i++)
        {
            search.Failed(again: 100, all: 120, s_poisoned);
        }

        Assert.False(search.IsOn);
        search.Succeeded(again: 100); // in a row, they must be
        for (int i = 1; i <= tries; i++)
        {
            Assert.Equal((false, Block.Size), (search.IsOn, search.BlockMax));
            search.Failed(again: 100, all: 120, s_poisoned);
        }

        Assert.Equal((true, 50), (search.IsOn, search.BlockMax));
        Assert.Equal(50, Fill(search, sizeOfBlock: 1));
    }

    [Fact]
    public void What_no_record_is_to_blame_for_or_nothing_is_sent_again_after_does_not_count()
    {
        var search = new PoisonSearch(1, _posted.Add);
        search.Failed(again: 8, all: 8, [s_poisoned[0], new InvalidOperationException("the sink says", new IOException("no route"))]);
        search.Failed(again: 0, all: 8, s_poisoned);
        Assert.False(search.IsOn);
        search.Failed(again: 8, all: 8, []);
        Assert.Equal(4, search.BlockMax);
        search.Failed(again: 8, all: 8, [new TimeoutException()]);
        search.Succeeded(again: 0);
        Assert.Equal(4, search.BlockMax);
        var none = new PoisonSearch(0, _posted.Add);
        none.Failed(again: 8, all: 8, s_poisoned);
        none.Failed(again: 8, all: 8, s_poisoned);
        Assert.False(none.IsOn);
    }

    [Fact]
    public void Batches_are_halved_at_each_failure_down_to_one_and_doubled_at_each_success_until_they_are_enough()
    {
        PoisonSearch search = On(again: 100);
        Assert.Equal([50, 25, 12, 6, 3, 1, 1], Sizes(7, () => search.Failed(again: 1000, all: 1000, s_poisoned)));
        Assert.Equal([1, 2, 4, 8, 16], Sizes(5, () => search.Succeeded(again: 1)));
        search.Failed(again: 10, all: 10, s_poisoned); // of the 32 allowed there were ten
        Assert.Equal(5, Fill(search, 1));
        search = On(again: 3);
        int doubled = 0;
        for (int size = 1; search.IsOn; size *= 2, doubled++)
        {
            Assert.Equal(Math.Min(size, Block.Size), search.BlockMax);
            search.Succeeded(again: 1);
        }

        Assert.Equal(17, doubled); // 65536 records are enough
        Assert.Equal(Block.Size, search.BlockMax);
        search.Begin();
        Assert.True(search.TryClaim());

        int[] Sizes(int count, Action next) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            int size = Fill(search, 1);
            next();
            return size;
        })];
    }

    [Property]
    public Property A_batch_takes_blocks_until_it_has_as_many_records_as_it_may() => Cases.ForAll(
        from again in Gen.Choose(2, 2000)
        from size in Gen.Choose(1, 40)
        select (again, size),
        x =>
        {
            int taken = Fill(On(x.again), x.size);
            Assert.Equal(((x.again / 2) + x.size - 1) / x.size * x.size, taken); // a block is taken or not
        });

    [Fact]
    public void The_record_alone_in_a_batch_that_fails_is_condemned_and_set_aside_once_when_it_comes_again()
    {
        PoisonSearch search = On(again: 2);
        Take(search, "bad", expected: true);
        search.Failed(again: 1, all: 1, s_poisoned);
        Take(search, "good", expected: true);
        Take(search, "bad", expected: true, position: "elsewhere");
        Assert.Empty(_posted);
        Take(search, "bad", expected: false);
        DeadLetter letter = Assert.Single(_posted);
        Assert.Equal(("somewhere", "here", "bad"), (letter.Source, letter.Position, Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.StartsWith("2 batches in a row failed, the last one with this record alone: no such unit;", letter.Reason,
            StringComparison.Ordinal);
        Take(search, "bad", expected: true); // it was sent twice: it is tried again
        Assert.Single(_posted);
    }

    [Fact]
    public void Records_that_are_condemned_one_after_the_other_while_their_sources_are_slow_are_all_set_aside()
    {
        const int Kept = 16;
        PoisonSearch search = On(again: 2);
        for (int i = 0; i <= Kept; i++)
        {
            Take(search, $"bad {i}", expected: true);
            search.Failed(again: 1, all: 1, s_poisoned);
        }

        Take(search, "bad 0", expected: true); // of too many the first is tried again
        for (int i = 1; i <= Kept; i++)
        {
            Take(search, $"bad {i}", expected: false);
        }

        Assert.Equal(Enumerable.Range(1, Kept).Select(static i => $"bad {i}"),
            _posted.Select(static letter => Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Fact]
    public void A_failure_without_a_cause_within_is_told_as_it_is_and_one_that_says_nothing_points_to_the_log()
    {
        PoisonSearch search = On(again: 2);
        Take(search, "bad", expected: true);
        search.Failed(again: 1, all: 1, [new InvalidDataException("bare")]);
        Take(search, "bad", expected: false);
        Take(search, "worse", expected: true);
        search.Failed(again: 1, all: 1, []);
        Take(search, "worse", expected: false);
        Assert.Contains("this record alone: bare;", _posted[0].Reason, StringComparison.Ordinal);
        Assert.Contains("this record alone: the log says why;", _posted[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_condemned_for_a_batch_that_held_others_too_or_more_than_one_record()
    {
        PoisonSearch search = On(again: 2);
        Take(search, "bad", expected: true);
        search.Failed(again: 1, all: 2, s_poisoned); // a record of another input was in it
        Take(search, "bad", expected: true);
        search.Begin(); // a batch without it
        search.Failed(again: 1, all: 1, s_poisoned);
        Take(search, "bad", expected: true);
        search.Begin();
        Assert.True(search.TryClaim());
        Assert.True(search.Takes(2, () => throw new InvalidOperationException("two records are no letter")));
        search.Failed(again: 2, all: 1, s_poisoned);
        search = On(again: 4); // two may be in a batch
        search.Begin();
        Assert.True(search.TryClaim());
        Assert.True(search.Takes(1, () => throw new InvalidOperationException("not asked for")));
        search.Failed(again: 1, all: 1, s_poisoned);
        Take(search, "bad", expected: true);
        Assert.Empty(_posted);
    }

    [Fact]
    public void Lanes_that_claim_at_the_same_time_get_no_more_than_there_is()
    {
        PoisonSearch search = On(again: 400);
        for (int i = 0; i < 50; i++)
        {
            search.Begin();
            int claimed = 0;
            Parallel.For(0, 4, _ =>
            {
                while (search.TryClaim())
                {
                    search.Takes(1, () => throw new InvalidOperationException("not asked for"));
                    Interlocked.Increment(ref claimed);
                }
            });
            Assert.Equal(200, claimed);
        }
    }

    /// <summary>A search that has begun: after one failed batch.</summary>
    private PoisonSearch On(long again)
    {
        var search = new PoisonSearch(1, _posted.Add);
        search.Failed(again, again, s_poisoned);
        return search;
    }

    /// <summary>Records that a batch gets, in blocks of a size.</summary>
    private static int Fill(PoisonSearch search, int sizeOfBlock)
    {
        search.Begin();
        int taken = 0;
        while (search.TryClaim())
        {
            Assert.True(search.Takes(sizeOfBlock, () => Letter($"record {taken}")));
            taken += sizeOfBlock;
        }

        return taken;
    }

    private static void Take(PoisonSearch search, string record, bool expected, string position = "here")
    {
        search.Begin();
        Assert.True(search.TryClaim());
        Assert.Equal(expected, search.Takes(1, () => Letter(record, position)));
        Assert.False(search.TryClaim());
    }

    private static DeadLetter Letter(string record, string position = "here") =>
        new("somewhere", position, "", Encoding.UTF8.GetBytes(record));
}
