using System.Text;

namespace HotStream.Bench;

/// <summary>Readings of 200 machines, in batches, with the texts a slice or a string away, as each system likes them.</summary>
internal sealed class PlantRows
{
    public const int BatchRows = 100_000;
    public const int Batches = 10;

    private readonly PlantRow[] _rows = new PlantRow[BatchRows];

    public PlantRows()
    {
        var random = new Random(42);
        var start = new DateTimeOffset(2017, 2, 10, 16, 42, 23, TimeSpan.Zero);
        string[] machines = [.. Enumerable.Range(0, 200).Select(i => $"machine-{i:D4}")];
        Utf8Slice[] slices = [.. machines.Select(name => Utf8Slice.FromInline(Encoding.UTF8.GetBytes(name)))];
        for (var row = 0; row < BatchRows; row++)
        {
            var machine = random.Next(machines.Length);
            _rows[row] =
                new PlantRow(row, slices[machine], machines[machine], random.Next(-4000, 15000) / 100.0, start.AddMilliseconds(row * 7L));
        }
    }

    public static long Count => (long)BatchRows * Batches;

    public IReadOnlyList<PlantRow> Batch => _rows;

    /// <summary>What the table must hold after all batches.</summary>
    public JobAnswer Answer => new(Count, 200, Sum(_rows));

    /// <summary>The table's columns, and a query of the answer in them.</summary>
    public const string Columns = "id bigint NOT NULL, machine text NOT NULL, celsius double precision NOT NULL, at timestamptz NOT NULL";

    public const string AnswerQuery =
        "SELECT count(*), count(DISTINCT machine), sum(id)::bigint, sum((celsius * 100)::bigint)::bigint, sum((extract(epoch FROM at) * "
        + "1000)::bigint - 1486744943000)::bigint, sum(right(machine, 4)::int)::bigint FROM ";

    public static ulong Checksum(long ids, long celsius, long at, long machines) =>
        unchecked(SplitMix64.Mix((ulong)ids) + (3 * SplitMix64.Mix((ulong)celsius)) + (5 * SplitMix64.Mix((ulong)at))
            + (7 * SplitMix64.Mix((ulong)machines)));

    private static ulong Sum(PlantRow[] rows)
    {
        long ids = 0, celsius = 0, at = 0, machines = 0;
        foreach (var row in rows)
        {
            ids += row.Id;
            celsius += (long)Math.Round(row.Celsius * 100);
            at += row.At.ToUnixTimeMilliseconds() - 1486744943000;
            machines += int.Parse(row.MachineText.AsSpan(8));
        }

        return Checksum(ids * Batches, celsius * Batches, at * Batches, machines * Batches);
    }
}
