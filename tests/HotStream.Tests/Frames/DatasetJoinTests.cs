namespace HotStream.Tests.Frames;

/// <summary>Joins and orders of rows that are objects, against LINQ over the objects themselves.</summary>
public sealed class DatasetJoinTests : IDisposable
{
    private static readonly Machine[] s_machines =
        [new("a", "x", 1), new("b", null, 2), new("c", "y", 3), new("d", "x", null), new("e", "nowhere", 5)];

    private static readonly Hall[] s_halls = [new("x", 10, "north"), new("y", 20, null), new("z", 30, "south"), new(null, 40, "none")];

    private readonly Session _session = new("typed joins", new SessionOptions { Workers = 2 });
    private readonly Dataset<Machine> _machines;
    private readonly Dataset<Hall> _halls;

    public DatasetJoinTests() => (_machines, _halls) = (_session.CreateDataset(s_machines), _session.CreateDataset(s_halls));

    private interface IPlaced
    {
        string? Hall { get; }
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_left_join_gives_null_for_a_partner_that_is_not_there_as_LINQ_does()
    {
        var expected = s_machines.LeftJoin(s_halls.Where(h => h.Id is not null), m => m.Hall, h => h.Id,
            (m, h) => new { m.Name, Size = h == null ? -1 : h.Size, Side = h == null ? "absent" : h.Side, IsThere = h != null });
        var found = _machines.LeftJoin(_halls, m => m.Hall, h => h.Id,
            (m, h) => new { m.Name, Size = h == null ? -1 : h.Size, Side = h == null ? "absent" : h.Side, IsThere = h != null });
        Assert.Equal(expected.OrderBy(row => row.Name), found.Collect().OrderBy(row => row.Name));
    }

    [Fact]
    public void Members_of_what_is_not_there_are_null_and_so_is_the_whole()
    {
        var rows = _machines.LeftJoin(_halls, m => m.Hall, h => h.Id, (m, h) => new { m.Name, Size = (int?)h!.Size, Hall = h })
            .OrderBy(row => row.Name).Collect();
        Assert.Equal([10, null, 20, 10, null], rows.Select(row => row.Size));
        Assert.Equal([s_halls[0], null, s_halls[1], s_halls[0], null], rows.Select(row => row.Hall));
    }

    [Fact]
    public void Right_and_full_joins_keep_the_other_side()
    {
        var right = _machines.RightJoin(_halls, m => m.Hall, h => h.Id, (m, h) => new { Name = m == null ? "-" : m.Name, h.Size });
        Assert.Equal(["- 30", "- 40", "a 10", "c 20", "d 10"],
            right.Collect().Select(row => $"{row.Name} {row.Size}").Order(StringComparer.Ordinal));
        var full = _machines.FullJoin(_halls, m => m.Hall, h => h.Id,
            (m, h) => new { Name = m == null ? "-" : m.Name, Size = h == null ? 0 : h.Size });
        Assert.Equal(["- 30", "- 40", "a 10", "b 0", "c 20", "d 10", "e 0"],
            full.Collect().Select(row => $"{row.Name} {row.Size}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_condition_on_what_was_joined_does_not_reach_below_the_join()
    {
        var absent = _machines.LeftJoin(_halls, m => m.Hall, h => h.Id, (m, h) => new { m.Name, IsThere = h != null })
            .Where(row => !row.IsThere).OrderBy(row => row.Name);
        Assert.Equal(["b", "e"], absent.Collect().Select(row => row.Name));
        var values = _session.CreateDataset(1, 2, 3)
            .LeftJoin(_session.CreateDataset(2, 3, 4), a => a, b => b, (a, b) => new { A = a, B = (int?)b });
        Assert.Equal([2, 3], values.Where(row => row.B != null).OrderBy(row => row.A).Collect().Select(row => row.A));
    }

    [Fact]
    public void Keys_of_an_order_are_added_one_by_one_each_in_its_direction()
    {
        Assert.Equal(
            s_machines.OrderByDescending(m => m.Hall, StringComparer.Ordinal).ThenBy(m => m.Number).ThenByDescending(m => m.Name),
            _machines.OrderByDescending(m => m.Hall).ThenBy(m => m.Number).ThenByDescending(m => m.Name).Collect());
        Assert.Equal(s_machines.OrderBy(m => m.Hall == null).ThenByDescending(m => m.Name),
            _machines.OrderBy(m => m.Hall == null).ThenByDescending(m => m.Name).Collect());
    }

    [Fact]
    public void A_member_may_be_that_of_an_interface_of_the_rows() => Assert.Equal(["a", "d"], In(_machines, "x").OrderBy(m => m.Name)
        .Collect().Select(m => m.Name));

    private static Dataset<T> In<T>(Dataset<T> rows, string hall)
        where T : IPlaced => rows.Where(row => row.Hall == hall);

    private sealed record Machine(string Name, string? Hall, int? Number) : IPlaced;

    private sealed record Hall(string? Id, int Size, string? Side);
}
