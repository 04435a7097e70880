using System.Buffers;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Testing.Kit;

/// <summary>The laws of sources hold for ours, and each is found broken in a twin that breaks it.</summary>
public sealed class SourceContractTests
{
    [Fact]
    public void A_scripted_source_keeps_its_contract()
    {
        ReplayableSource<int> source = new ReplayableSource<int>()
            .Partition("a", [1, 2], [3], [], [4, 5, 6]).Partition("b", [], [20, 21], [22], [23]);
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<int>
        {
            Open = source.Open,
            Expected = [1, 2, 3, 4, 5, 6, 20, 21, 22, 23],
        }));
    }

    [Fact]
    public void Files_keep_their_contract()
    {
        using var folder = new Folder();
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Open = context => context.TextFileStream(folder.Root),
            Feed = batch =>
            {
                folder.Write($"{batch}", $"first of {batch}\nsecond of {batch}, a line of more than twelve bytes\n", (batch * 1000) - 500);
                folder.Write($"{batch} more", batch == 3 ? "" : "no newline at its end", (batch * 1000) - 400);
            },
        }), SourceContract.Joins, SourceContract.Split, SourceContract.Whole);
    }

    [Fact]
    public void A_source_that_says_nothing_is_found() => LawAssert.Broken(Check(Twin.Silent), SourceContract.Says, SourceContract.Whole);

    [Fact]
    public void A_source_that_begins_anew_is_found() =>
        LawAssert.Broken(Check(Twin.BeginsAnew), SourceContract.Joins, SourceContract.Split, SourceContract.Restart, SourceContract.Whole);

    [Fact]
    public void A_source_that_gives_other_records_the_second_time_is_found() =>
        LawAssert.Broken(Check(Twin.ReversesAgain), SourceContract.Same, SourceContract.Ordered, SourceContract.Split,
            SourceContract.Restart);

    [Fact]
    public void A_source_that_reads_beyond_the_end_is_found() =>
        LawAssert.Broken(Check(Twin.ReadsBeyond), SourceContract.Beyond, SourceContract.Split, SourceContract.Empty, SourceContract.Whole,
            SourceContract.Ordered, SourceContract.Restart);

    [Fact]
    public void A_source_that_turns_the_records_of_a_batch_round_is_found() =>
        LawAssert.Broken(Check(Twin.ReversesBatches), SourceContract.Ordered);

    [Fact]
    public void A_source_that_reads_a_long_range_in_part_is_found() => LawAssert.Broken(Check(Twin.ReadsInPart), SourceContract.Split);

    [Fact]
    public void A_source_that_gives_something_for_nothing_is_found() => LawAssert.Broken(Check(Twin.GivesForNothing), SourceContract.Empty);

    [Fact]
    public void A_source_that_changes_a_batch_after_a_crash_is_found() =>
        LawAssert.Broken(Check(Twin.LosesAfterCrash), SourceContract.Restart, SourceContract.Whole);

    [Fact]
    public void A_record_that_comes_twice_is_found() => LawAssert.Broken(Check(Twin.Repeats), SourceContract.Whole);

    [Fact]
    public void A_source_that_throws_when_it_is_read_again_is_found() =>
        LawAssert.Broken(Check(Twin.Throws), SourceContract.Says, SourceContract.Same, SourceContract.Beyond, SourceContract.Ordered,
            SourceContract.Split, SourceContract.Empty, SourceContract.Restart, SourceContract.Whole);

    [Fact]
    public void A_stream_that_is_no_input_is_refused()
    {
        Assert.Contains("Give the input itself", Assert.Throws<ArgumentException>(() => SourceContract.Check(new SourceUnderTest<int>
        {
            Open = context => new Engine().Queue<int>([1]).Map(x => x),
        })).Message, StringComparison.Ordinal);
    }

    private static ContractReport Check(Twin twin)
    {
        int lives = 0;
        return SourceContract.Check(new SourceUnderTest<int>
        {
            Open = context => new TwinInput(context, twin, ++lives),
            Expected = [.. Enumerable.Range(0, 12)],
        });
    }

    public enum Twin
    {
        Silent,
        BeginsAnew,
        ReversesAgain,
        ReadsBeyond,
        ReversesBatches,
        ReadsInPart,
        GivesForNothing,
        LosesAfterCrash,
        Repeats,
        Throws,
    }

    /// <summary>Numbers in two partitions, even and odd ones; three a batch. One fault each.</summary>
    private sealed class TwinInput(StreamingContext context, Twin twin, int life) : InputDStream<int>(context, "Twin")
    {
        private readonly int[] _at = [0, 0];
        private SourceRange[] _ranges = [];

        protected override InputBatch<int> Read(BatchTime time)
        {
            int[] from = [.. _at];
            int odd = (int)(time.Milliseconds / 1000 % 2);
            int[] to = [from[0] + 2 - odd, from[1] + 1 + odd];
            return Give([.. Enumerable.Range(0, 2).Select(i => new SourceRange($"{i}", $"{from[i]}", $"{to[i]}"))], isAgain: false);
        }

        protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => twin == Twin.Silent ? null : _ranges;

        protected override InputBatch<int> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges) => twin == Twin.Throws
            ? throw new IOException("made to fail")
            : Give([.. ranges], isAgain: true);

        protected override void Save(IBufferWriter<byte> output)
        {
            if (twin != Twin.BeginsAnew)
            {
                output.Write(Encoding.ASCII.GetBytes($"{_at[0]} {_at[1]}"));
            }
        }

        protected override void Load(ReadOnlySpan<byte> saved)
        {
            if (saved.Length > 0)
            {
                string[] parts = Encoding.ASCII.GetString(saved).Split(' ');
                (_at[0], _at[1]) = (int.Parse(parts[0], null), int.Parse(parts[1], null));
            }
        }

        private InputBatch<int> Give(SourceRange[] ranges, bool isAgain)
        {
            _ranges = ranges;
            var records = new List<int>();
            foreach (SourceRange range in ranges)
            {
                (int partition, int from, int to) =
                    (int.Parse(range.Partition, null), int.Parse(range.From, null), int.Parse(range.To, null));
                _at[partition] = twin == Twin.BeginsAnew && isAgain ? 0 : to;
                to += (twin == Twin.ReadsBeyond && isAgain && to < 6) || (twin == Twin.GivesForNothing && from == to) ? 1 : 0;
                to -= twin == Twin.ReadsInPart && to - from > 2 ? 1 : 0;
                to -= twin == Twin.LosesAfterCrash && isAgain && life == 2 && to > from ? 1 : 0;
                int[] read = [.. Enumerable.Range(from, to - from).Select(i => (i * 2) + partition)];
                records.AddRange(twin == Twin.ReversesAgain && isAgain ? read.Reverse() : read);
            }

            if (twin == Twin.ReversesBatches && ranges.Length > 1)
            {
                records.Reverse();
            }

            if (twin == Twin.Repeats && records.Contains(3))
            {
                records.Insert(records.IndexOf(3), 3);
            }

            return InputBatch<int>.Of(records, 2);
        }
    }
}
