using FsCheck;
using FsCheck.Xunit;

namespace HotStream.Tests.Frames;

/// <summary>Law: keys of columns of the same types are the same bytes exactly when they are equal.</summary>
public sealed unsafe class KeyEncoderTests
{
    private static readonly DataType[] s_types =
    [
        DataType.Boolean, DataType.Int, DataType.Date, DataType.Long, DataType.Timestamp, DataType.Interval, DataType.Double,
        DataType.Decimal(20, 2), DataType.String, DataType.Null,
    ];

    private static readonly Utf8Arena s_texts = new();

    [Property(MaxTest = 300)]
    public bool Keys_are_the_same_bytes_when_they_are_equal_and_only_then(PositiveInt width, int seed, bool some)
    {
        var random = new Random(seed);
        DataType[] types = [.. Enumerable.Range(0, 1 + (width.Get % 10)).Select(_ => s_types[random.Next(s_types.Length)])];
        const int Rows = 300;
        object?[][] values = [.. Enumerable.Range(0, Rows).Select(_ => types.Select(type => Value(type, random)).ToArray())];
        ColumnVector[] columns = [.. types.Select((type, at) => Column(type, [.. values.Select(row => row[at])]))];
        ushort[] places = [.. Enumerable.Range(0, Rows).Where(row => !some || row % 3 != 1).Select(row => (ushort)row)];
        using var encoder = new KeyEncoder();
        bool holds = true;
        fixed (ushort* chosen = places)
        {
            const int First = 7;
            int count = places.Length - First;
            ReadOnlySpan<Utf8Slice> keys = encoder.Encode(columns, new RowSet(Rows, some ? chosen : null, places.Length), First, count);
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    bool areEqual = values[places[First + i]].SequenceEqual(values[places[First + j]]);
                    holds &= areEqual == (keys[i] == keys[j]) && (!areEqual || keys[i].Bytes.SequenceEqual(keys[j].Bytes));
                }
            }
        }

        Array.ForEach(columns, column => column.Dispose());
        return holds;
    }

    [Fact]
    public void Keys_of_a_few_numbers_lie_in_the_slice()
    {
        using ColumnVector first = Column(DataType.Int, [1, 2, null]);
        using ColumnVector second = Column(DataType.Date, [3, 3, 3]);
        using ColumnVector third = Column(DataType.Boolean, [true, false, null]);
        using var encoder = new KeyEncoder();
        ReadOnlySpan<Utf8Slice> keys = encoder.Encode([first, second, third], new RowSet(3, null, 3), 0, 3);
        Assert.Equal([0b111, 1, 0, 0, 0, 3, 0, 0, 0, 1], keys[0].ToArray());
        Assert.Equal([0b111, 2, 0, 0, 0, 3, 0, 0, 0, 0], keys[1].ToArray());
        Assert.Equal([0b010, 0, 0, 0, 0, 3, 0, 0, 0, 0], keys[2].ToArray());
    }

    private static object? Value(DataType type, Random random) => random.Next(4) == 0 ? null : type.Kind switch
    {
        TypeKind.Boolean => random.Next(2) == 0,
        TypeKind.Int or TypeKind.Date => random.Next(-1, 2),
        TypeKind.Double => random.Next(4) switch { 0 => 0.0, 1 => -0.0, 2 => double.NaN, _ => 1.5 }, // Equals holds zeros and NaNs for one
        TypeKind.Decimal => (Int128)random.Next(-1, 2) << 70,
        TypeKind.String => random.Next(5) switch { 0 => "", 1 => "a", 2 => "a\0", 3 => "aa", _ => "a text that is longer than a slice" },
        TypeKind.Null => null,
        _ => (long)random.Next(-1, 2) << 40,
    };

    private static ColumnVector Column(DataType type, object?[] values)
    {
        var column = new ColumnVector(type);
        for (int row = 0; row < values.Length; row++)
        {
            switch (values[row])
            {
                case null:
                    column.SetNull(row);
                    break;
                case bool value:
                    column.SetBoolean(row, value);
                    break;
                case string value:
                    column.SetText(row, s_texts.Add(value));
                    break;
                case int value:
                    column.Values<int>()[row] = value;
                    break;
                case long value:
                    column.Values<long>()[row] = value;
                    break;
                case double value:
                    column.Values<double>()[row] = value;
                    break;
                case Int128 value:
                    column.Values<Int128>()[row] = value;
                    break;
            }
        }

        return column;
    }
}
