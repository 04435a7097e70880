using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HotStream.Tests.Generators;

namespace HotStream.Tests.Frames;

/// <summary>Sorted rows are those of a sort of objects that only compares: every type of key, nulls at either end, both ways.</summary>
public sealed class SortLawTests
{
    private static readonly string?[] s_texts =
        ["", "a", "a\0", "a\0b", "abcdefgh", "abcdefghi", "abcdefgh\0", "abcdefgz and more", "\u00fc", "\uffff", "\U0001F600", null];

    private static readonly double?[] s_doubles =
        [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, null];

    private static readonly long?[] s_longs = [0, 1, -1, long.MinValue, long.MaxValue, int.MinValue, null];

    private static readonly decimal?[] s_decimals =
        [0, 1, -1, decimal.MaxValue, decimal.MinValue, 79228162514264337593543950334m, 9223372036854775807m, 9223372036854775808m, null];

    private static readonly string[] s_names = ["text", "double", "long", "decimal", "flag"];

    private static readonly Schema s_schema = new(new StructField("text", DataType.String), new StructField("double", DataType.Double),
        new StructField("long", DataType.Long), new StructField("decimal", DataType.Decimal(38, 0)),
        new StructField("flag", DataType.Boolean), new StructField("number", DataType.Int));

    [Property]
    public Property Rows_are_in_the_order_of_their_keys_and_equal_ones_as_they_came() => Cases.ForAll(
        Gen.Choose(0, 400).SelectMany(rows => Gen.Choose(0, int.MaxValue).Select(seed => (rows, seed))),
        x =>
        {
            var random = new Random(x.seed);
            object?[][] rows = [.. Enumerable.Range(0, x.rows).Select(number => new object?[]
            {
                Any(s_texts, random), Any(s_doubles, random), Any(s_longs, random), Any(s_decimals, random),
                random.Next(3) is int flag and < 2 ? flag == 1 : null, number,
            })];
            int[] keys = [.. Enumerable.Range(0, 5).OrderBy(_ => random.Next()).Take(random.Next(1, 4))];
            (int Key, bool IsDescending, bool NullsFirst)[] order =
                [.. keys.Select(key => (key, random.Next(2) == 0, random.Next(2) == 0))];
            using var session = new Session("sorts", new SessionOptions { Workers = 1 });
            DataFrame frame = session.CreateDataFrame(s_schema, rows);
            Column[] by = [.. order.Select(key => By(frame[s_names[key.Key]], key.IsDescending, key.NullsFirst))];
            int[] sorted = [.. frame.OrderBy(by).Collect().Select(row => row.Get<int>("number"))];
            List<object?[]> expected = [.. rows];
            IOrderedEnumerable<object?[]> slow = expected.OrderBy(_ => 0);
            foreach ((int key, bool isDescending, bool nullsFirst) in order)
            {
                slow = slow.ThenBy(row => row[key], Comparer<object?>.Create((a, b) => Compare(a, b, isDescending, nullsFirst)));
            }

            Assert.Equal([.. slow.Select(row => (int)row[5]!)], sorted);
        });

    private static object? Any<T>(T?[] from, Random random) => from[random.Next(from.Length)];

    private static Column By(Column column, bool isDescending, bool nullsFirst) => (isDescending, nullsFirst) switch
    {
        (false, true) => column.Asc(),
        (false, false) => column.AscNullsLast(),
        (true, true) => column.DescNullsFirst(),
        _ => column.Desc(),
    };

    private static int Compare(object? left, object? right, bool isDescending, bool nullsFirst)
    {
        if (left is null || right is null)
        {
            return left is null == right is null ? 0 : left is null == nullsFirst ? -1 : 1;
        }

        int by = (left, right) switch
        {
            (string a, string b) => System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)),
            (double a, double b) => a == b ? 0
                : double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b),
            _ => Comparer<object>.Default.Compare(left, right),
        };
        return isDescending ? -by : by;
    }
}
