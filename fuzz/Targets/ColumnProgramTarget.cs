namespace HotStream.Fuzz.Targets;

/// <summary>Expressions that bytes spell, over rows of whole numbers and nulls, as a program over columns and a value at a time.</summary>
internal sealed class ColumnProgramTarget : IFuzzTarget
{
    private const int RowCount = 70;

    private static readonly Schema s_schema = Schema.Parse("a BIGINT, b BIGINT, c BIGINT");

    private static readonly long?[][] s_rows = [.. Enumerable.Range(0, RowCount).Select(row => (long?[])
        [row % 5 == 0 ? null : row - 9, row % 7 == 0 ? null : row == 11 ? long.MinValue : row % 3 - 1, row % 2 == 0 ? long.MaxValue - row
            : row])];

    private readonly Plan _plan;
    private readonly ColumnBatch _batch = new(s_schema);
    private readonly Utf8Arena _texts = new();

    public ColumnProgramTarget()
    {
        _plan = ScanPlan.Of(MemorySource.Of(s_schema, []));
        for (int row = 0; row < RowCount; row++)
        {
            for (int i = 0; i < s_schema.Count; i++)
            {
                Cell.FromObject(_batch.Columns[i], row, s_rows[row][i], _texts);
            }
        }
    }

    private delegate object? Slow(long?[] row);

    public string Name => "column-program";

    public IReadOnlyList<byte[]> Seeds { get; } =
        [[3, 0, 1], [5, 4, 0, 1, 2], [20, 10, 0, 1, 3, 0, 2, 6, 1, 0], [21, 0, 22, 1, 2], [20, 12, 10, 0, 1, 11, 1, 2, 0, 7, 0, 1],
            [20, 14, 15, 0, 13, 10, 0, 2, 8, 1, 9, 2]];

    public int ReadablePadding => 0;

    public unsafe void Run(ReadOnlySpan<byte> input)
    {
        int at = 0;
        (Expression expression, Slow slow) = Number(input, ref at, 0);
        using var program = new ColumnProgram([FoldConstants.Simplify(new Binder(_plan.Output).Bind(expression))], _plan.Output);
        for (int way = 0; way < 2; way++)
        {
            _batch.SetLength(RowCount);
            if (way == 1)
            {
                int kept = 0;
                for (int row = input.Length % 3; row < RowCount; row += 3)
                {
                    _batch.Places[kept++] = (ushort)row;
                }

                _batch.Select(kept);
            }

            ColumnVector? result = null;
            program.Run(_batch, new Span<ColumnVector>(ref result!));
            for (int i = 0; i < _batch.Count; i++)
            {
                int row = _batch.PlaceOf(i);
                Check.Same(slow(s_rows[row]), Cell.ToObject(result, row), way == 0 ? "all rows" : "selected rows", row);
            }
        }
    }

    private static (Expression, Slow) Number(ReadOnlySpan<byte> input, ref int at, int depth)
    {
        int what = at < input.Length && depth < 12 ? input[at++] % 24 : at % 3;
        if (what < 3)
        {
            return (new NameExpression([s_schema[what].Name]), row => row[what]);
        }

        if (what >= 20)
        {
            (Expression when, Slow isTrue) = Truth(input, ref at, depth + 1);
            (Expression then, Slow first) = Number(input, ref at, depth + 1);
            (Expression other, Slow second) = what == 20 ? Number(input, ref at, depth + 1)
                : (new LiteralExpression(null, DataType.Null), _ => null);
            return (new CaseExpression([(when, then)], what == 20 ? other : null), row => isTrue(row) is true ? first(row) : second(row));
        }

        if (what >= 17)
        {
            long value = what - 18;
            return (new LiteralExpression(value, DataType.Long), _ => value);
        }

        (Expression left, Slow a) = Number(input, ref at, depth + 1);
        (Expression right, Slow b) = Number(input, ref at, depth + 1);
        string name = (what % 7) switch { 0 => "+", 1 => "-", 2 => "*", 3 => "div", 4 => "%", 5 => "coalesce", _ => "greatest" };
        return (new CallExpression(name, [left, right]), row => Compute(name, (long?)a(row), (long?)b(row)));
    }

    private static long? Compute(string name, long? a, long? b) => name switch
    {
        "coalesce" => a ?? b,
        "greatest" => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value),
        "+" => unchecked(a + b),
        "-" => unchecked(a - b),
        "*" => unchecked(a * b),
        _ when a is null || b is null or 0 => null,
        "div" => unchecked((long)((Int128)a.Value / b.Value)),
        _ => (long)((Int128)a.Value % b.Value),
    };

    private static (Expression, Slow) Truth(ReadOnlySpan<byte> input, ref int at, int depth)
    {
        int what = at < input.Length && depth < 12 ? input[at++] % 8 : 0;
        if (what == 1)
        {
            (Expression of, Slow truth) = Truth(input, ref at, depth + 1);
            return (new CallExpression("not", [of]), row => !(bool?)truth(row));
        }

        if (what is 2 or 3)
        {
            (Expression p, Slow x) = Truth(input, ref at, depth + 1);
            (Expression q, Slow y) = Truth(input, ref at, depth + 1);
            return (new CallExpression(what == 2 ? "and" : "or", [p, q]), row => what == 2 ? (bool?)x(row) & (bool?)y(row)
                : (bool?)x(row) | (bool?)y(row));
        }

        (Expression left, Slow a) = Number(input, ref at, depth + 1);
        if (what == 4)
        {
            return (new CallExpression("isnull", [left]), row => a(row) is null);
        }

        (Expression right, Slow b) = Number(input, ref at, depth + 1);
        string name = what switch { 0 => "=", 5 => "<", 6 => "<=>", _ => ">=" };
        return (new CallExpression(name, [left, right]), row =>
        {
            (long? x, long? y) = ((long?)a(row), (long?)b(row));
            return name == "<=>" ? x == y : x is null || y is null ? null : name switch { "=" => x == y, "<" => x < y, _ => x >= y };
        }
        );
    }
}
