using System.Globalization;
using HotStream.Tests.Frames.Oracle;

namespace HotStream.Tests.Frames;

/// <summary>Functions over columns with nulls, all rows and selected ones, against functions that take a value at a time.</summary>
public sealed class SlowFunctionsTests
{
    private static readonly string[] s_texts =
    [
        ".5", "5.", ".", "+5", "-", "+", "--5", "1e3", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2147483648",
            "\t7\n", "0x1", "YES", "f",
        "2021", "2021-8", "2021-8-3", "2021-02-30", "2021-08-13T10:00", "2021-08-13 x", "2021 x", "2021-08 x", "kitten", "sitting",
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, SlowFunctions.All.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_function_gives_the_same_a_value_at_a_time(int number)
    {
        (string call, PlanType[] types, bool seesNulls, Func<object?[], object?> answer) = SlowFunctions.All[number];
        RandomTable table = RandomTable.Create(new Random(number), "r", 600, types, 12);
        if (types[0] == PlanType.Text)
        {
            table = table.With([.. s_texts.Select((text, at) => (IReadOnlyList<object?>)[text, .. table.Rows[at].Skip(1)])]);
        }

        object?[][] expected = [.. table.Rows.Select(row => (object?[])[!seesNulls && row.Contains(null) ? null : answer([.. row])])];
        using var session = new Session("slow", new SessionOptions { Workers = 1 });
        string text = string.Format(CultureInfo.InvariantCulture, call, "c0", "c1", "c2");
        foreach ((int partitions, int batch, bool isSelected) in ((int, int, bool)[])[(1, 1024, false), (1, 1024, true), (2, 7, true),
            (3, 1, false)])
        {
            session.Load(new SplitSource(table, partitions, batch, isSelected)).CreateTempView("r");
            object?[][] ours = [.. session.Sql($"SELECT {text} FROM r").Collect().Select(row => row.ToArray())];
            int wrong = Enumerable.Range(0, expected.Length)
                .FirstOrDefault(at => RowBag.Difference([ours[at]], [expected[at]], true) is not null, -1);
            Assert.True(wrong < 0, wrong < 0 ? null
                : $"{text} of {RowBag.Show([.. table.Rows[wrong]])}: {RowBag.Show(ours[wrong])}, not {RowBag.Show(expected[wrong])} "
                    + $"(batches of {batch}, selected {isSelected})");
        }
    }
}
