using HotStream.Kinesis;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>What members reckon from a table of leases, without servers.</summary>
public sealed class LeasePlanTests
{
    private const string Stream = "plant@7";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Members_that_come_one_after_the_other_end_with_equal_shares(int members)
    {
        var random = new Random(members);
        string?[] owners = new string?[12];
        for (int joined = 1; joined <= members; joined++)
        {
            for (int round = 0; round < 20; round++)
            {
                for (int member = 0; member < joined; member++)
                {
                    Step(owners, $"m{member}", int.MaxValue, random);
                }
            }

            int[] counts = [.. Enumerable.Range(0, joined).Select(member => owners.Count(owner => owner == $"m{member}"))];
            Assert.Equal(12, counts.Sum());
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        string?[] before = [.. owners];
        for (int member = 0; member < members; member++)
        {
            Step(owners, $"m{member}", int.MaxValue, random);
        }

        Assert.Equal(before, owners); // and stay there
    }

    [Fact]
    public void A_member_takes_no_more_than_it_may_and_what_one_asked_for_is_kept_for_it()
    {
        string?[] owners = new string?[5];
        Step(owners, "small", 2, new Random(1));
        Assert.Equal(2, owners.Count(static owner => owner == "small"));
        Lease kept = new("s", null, 3, "1") { WantedBy = "other" };
        (List<Lease> take, Lease? askFor) = LeaseBalance.Plan([kept], static lease => (lease.Owner ?? lease.WantedBy) is null,
            static _ => false, "me", 9, new Random(1));
        Assert.Empty(take);
        Assert.Null(askFor);
        (take, _) = LeaseBalance.Plan([kept], static _ => false, static _ => false, "other", 9, new Random(1));
        Assert.Equal([kept], take);
    }

    [Fact]
    public void A_lease_is_free_when_its_counter_stands_still_for_its_duration_and_not_before()
    {
        var time = new ManualClock();
        var sights = new LeaseSights(TimeSpan.FromSeconds(10), time);
        Lease lease = new("s", "other", 3, "1");
        sights.Note([lease], time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(9));
        sights.Note([lease], time.GetTimestamp());
        Assert.False(sights.IsFree(lease));
        lease = lease with { Counter = 4 };
        sights.Note([lease], time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(sights.IsFree(lease));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(sights.IsFree(lease));
        Assert.True(sights.IsFree(lease with { Owner = null }));
    }

    [Fact]
    public void A_group_that_begins_now_leaves_out_what_is_closed_and_reads_whole_what_comes_later()
    {
        KinesisShardInfo[] shards = [new("c", "p", null, false), new("p", null, null, true), new("o", null, null, false)];
        KinesisOptions latest = new() { Start = KinesisStart.Latest };
        List<Lease> first = LeaseBeginnings.Plan(shards, [], latest, Stream, 1000);
        Assert.Equal(["p SHARD_END 1000", "c LATEST 1000", "o LATEST 1000"], first.Select(Show));
        // another member sees a part of that, later
        Assert.Equal(["c LATEST 1000", "o LATEST 2000"], LeaseBeginnings.Plan(shards, [first[0]], latest, Stream, 2000).Select(Show));
        // a shard that came from one that the group has, though nothing is done yet
        Assert.Equal(["d TRIM_HORIZON "], LeaseBeginnings.Plan([.. shards, new("d", "o", null, false)], first, latest, Stream, 3000)
            .Select(Show));
        // one whose parents nobody knows, of a group that has read
        Lease done = first[2] with { Checkpoint = "49" };
        Assert.Equal(["e TRIM_HORIZON "], LeaseBeginnings.Plan([new("e", "gone", null, false)], [first[0], first[1], done], latest, Stream,
            3000).Select(Show));
        Assert.Equal(["p"], first[1].Parents);
        Assert.All(first, static lease => Assert.Equal(Stream, lease.Stream));
    }

    [Fact]
    public void A_list_that_goes_round_in_a_circle_and_answers_that_are_none_end()
    {
        KinesisShardInfo[] shards = [new("a", "b", null, false), new("b", "a", null, false)];
        Assert.Equal(2, LeaseBeginnings.Plan(shards, [], new KinesisOptions { Start = KinesisStart.Latest }, Stream, 1).Count);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => LeaseReader.ReadPage("{}"u8, []));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => LeaseReader.ReadPage("{\"Items\":[{}]}"u8, []));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => LeaseReader.ReadTable("{\"Table\":{}}"u8));
    }

    private static string Show(Lease lease) => $"{lease.Shard} {lease.Checkpoint} {lease.ReadUpTo}";

    /// <summary>A member looks once: takes, and is given at once what it asks for.</summary>
    private static void Step(string?[] owners, string member, int most, Random random)
    {
        Lease[] leases = [.. owners.Select(static (owner, i) => new Lease($"{i}", owner, 1, "1"))];
        (List<Lease> take, Lease? askFor) = LeaseBalance.Plan(leases, static lease => lease.Owner is null,
            lease => lease.Owner == member, member, most, random);
        foreach (Lease lease in take)
        {
            owners[int.Parse(lease.Shard, System.Globalization.CultureInfo.InvariantCulture)] = member;
        }

        if (askFor is not null)
        {
            owners[int.Parse(askFor.Shard, System.Globalization.CultureInfo.InvariantCulture)] = member;
        }
    }
}
