using System.Globalization;
using System.Text;
using DuckDB.NET.Data;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>DuckDB in memory, with macros that give it Spark's arithmetic.</summary>
internal sealed class DuckDatabase : IDisposable
{
    private const string Macros = """
        SET threads = 1;
        CREATE MACRO wrap64(x) AS CAST(((x + 9223372036854775808::HUGEINT) % 18446744073709551616::HUGEINT + 18446744073709551616::HUGEINT)
            % 18446744073709551616::HUGEINT - 9223372036854775808::HUGEINT AS BIGINT);
        CREATE MACRO wrap32(x) AS CAST(((x::HUGEINT + 2147483648) % 4294967296 + 4294967296) % 4294967296 - 2147483648 AS INTEGER);
        CREATE MACRO whole64(x) AS CASE WHEN isnan(x) THEN 0::BIGINT WHEN x >= 9.2233720368547758e18 THEN 9223372036854775807::BIGINT
            WHEN x <= -9.2233720368547758e18 THEN CAST(-9223372036854775808 AS BIGINT) ELSE CAST(trunc(x) AS BIGINT) END;
        CREATE MACRO whole32(x) AS CASE WHEN isnan(x) THEN 0::INTEGER WHEN x >= 2147483647 THEN 2147483647::INTEGER
            WHEN x <= -2147483648 THEN CAST(-2147483648 AS INTEGER) ELSE CAST(trunc(x) AS INTEGER) END;
        CREATE MACRO shown(x) AS CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
            ELSE CAST(x AS VARCHAR) END;
        CREATE MACRO read64(s) AS CASE WHEN regexp_full_match(s,
            '[ ]*[+-]?[0-9]+([.][0-9]*)?[ ]*') THEN TRY_CAST(regexp_extract(s, '[+-]?[0-9]+') AS BIGINT) END;
        CREATE MACRO money(x) AS CASE WHEN abs(x) < 9999999999.995 THEN CAST(x AS DECIMAL(12,2)) END;
        CREATE MACRO seconds(t) AS CAST((epoch_us(t) - ((epoch_us(t) % 1000000 + 1000000) % 1000000)) // 1000000 AS BIGINT);
        """;

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDatabase()
    {
        _connection.Open();
        Execute(Macros);
    }

    public static string TypeOf(PlanType type) => type switch
    {
        PlanType.Bool => "BOOLEAN",
        PlanType.Int => "INT",
        PlanType.Long or PlanType.Few => "BIGINT",
        PlanType.Double or PlanType.Tame or PlanType.Loose => "DOUBLE",
        PlanType.Text => "STRING",
        PlanType.Money => "DECIMAL(12,2)",
        PlanType.Date => "DATE",
        _ => "TIMESTAMP",
    };

    public static string Literal(object? value) => value switch
    {
        null => "NULL",
        bool truth => truth ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => $"CAST({number.ToString(CultureInfo.InvariantCulture)} AS BIGINT)",
        decimal number => $"CAST({number.ToString(CultureInfo.InvariantCulture)} AS DECIMAL(12,2))",
        double number when double.IsFinite(number) => $"CAST({number.ToString("R", CultureInfo.InvariantCulture)} AS DOUBLE)",
        double number => $"CAST('{(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity")}' AS DOUBLE)",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        DateOnly date => $"DATE '{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
        DateTime time => $"TIMESTAMP '{time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        _ => throw new InvalidOperationException(value.GetType().Name),
    };

    public void Load(RandomTable table)
    {
        var sql = new StringBuilder($"CREATE OR REPLACE TABLE {table.Name} (");
        sql.AppendJoin(", ", table.Types.Select((type, at) => $"{RandomTable.NameOf(at)} {TypeOf(type)}")).Append(");");
        Execute(sql.ToString());
        foreach (IReadOnlyList<object?>[] rows in table.Rows.Chunk(500))
        {
            sql.Clear().Append($"INSERT INTO {table.Name} VALUES ");
            sql.AppendJoin(", ", rows.Select(row => $"({string.Join(", ", row.Select(Literal))})"));
            Execute(sql.ToString());
        }
    }

    public void Execute(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public List<object?[]> Query(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            object?[] row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();
}
