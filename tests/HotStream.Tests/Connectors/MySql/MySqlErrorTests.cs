using System.Net.Sockets;
using HotStream.MySql;

namespace HotStream.Tests.Connectors.MySql;

/// <summary>The table of errors, row by row, and what stands around it.</summary>
public sealed class MySqlErrorTests
{
    [Theory]
    [InlineData(1048, DatabaseVerdict.Record)] // NULL
    [InlineData(1062, DatabaseVerdict.Record)] // key
    [InlineData(1264, DatabaseVerdict.Record)] // out of range
    [InlineData(1366, DatabaseVerdict.Record)] // no number, no text of this character set
    [InlineData(1406, DatabaseVerdict.Record)] // too long
    [InlineData(1452, DatabaseVerdict.Record)] // foreign key
    [InlineData(1644, DatabaseVerdict.Record)] // raised by a trigger
    [InlineData(3819, DatabaseVerdict.Record)] // CHECK, MySQL
    [InlineData(4025, DatabaseVerdict.Record)] // CHECK, MariaDB
    [InlineData(1205, DatabaseVerdict.Again)]  // lock
    [InlineData(1213, DatabaseVerdict.Again)]  // deadlock
    [InlineData(1290, DatabaseVerdict.Again)]  // read-only
    [InlineData(1836, DatabaseVerdict.Again)]  // read-only, MySQL
    [InlineData(1021, DatabaseVerdict.Again)]  // disk
    [InlineData(1026, DatabaseVerdict.Again)]  // disk
    [InlineData(1114, DatabaseVerdict.Again)]  // table full
    [InlineData(1040, DatabaseVerdict.Again)]  // connections
    [InlineData(1053, DatabaseVerdict.Again)]  // shutting down
    [InlineData(1153, DatabaseVerdict.Again)]  // packet
    [InlineData(1317, DatabaseVerdict.Again)]  // interrupted
    [InlineData(1045, DatabaseVerdict.Fail)]   // password
    [InlineData(1142, DatabaseVerdict.Fail)]   // rights
    [InlineData(1146, DatabaseVerdict.Fail)]   // table
    [InlineData(1054, DatabaseVerdict.Fail)]   // column
    [InlineData(1364, DatabaseVerdict.Fail)]   // a column that is not filled
    [InlineData(1064, DatabaseVerdict.Fail)]   // syntax
    [InlineData(1665, DatabaseVerdict.Fail)]   // binlog
    [InlineData(99999, DatabaseVerdict.Fail)]
    public void An_error_of_the_server(int number, DatabaseVerdict verdict) => Assert.Equal(verdict, MySqlErrors.Judge(number));

    [Fact]
    public void What_is_not_of_the_server()
    {
        Assert.Equal(DatabaseVerdict.Again, MySqlErrors.Judge(new IOException()));
        Assert.Equal(DatabaseVerdict.Again, MySqlErrors.Judge(new SocketException()));
        Assert.Equal(DatabaseVerdict.Fail, MySqlErrors.Judge(new InvalidOperationException()));
        Assert.Equal(DatabaseVerdict.Record, MySqlErrors.Judge(new MySqlRowTooLargeException(2, 1)));
    }

    [Theory]
    [InlineData("readings", "`readings`")]
    [InlineData("plant.readings", "`plant`.`readings`")]
    [InlineData("`a.b`.c", "`a.b`.`c`")]
    [InlineData("`a``b`", "`a``b`")]
    public void A_name_is_quoted(string text, string quoted) => Assert.Equal(quoted, MySqlName.Parse(text).Quoted);

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("`a")]
    [InlineData("`a`b")]
    [InlineData("a`b")]
    public void What_is_no_name_is_refused(string text)
    {
        Assert.Contains("no table's name", Assert.Throws<ArgumentException>(() => MySqlName.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_filled_twice_or_not_at_all_are_refused()
    {
        using var source = new MySqlConnector.MySqlDataSource("Server=127.0.0.1");
        Assert.Contains("filled twice", Refusal("t", [], columns => columns.Add("a", x => x).Add("a", x => x)), StringComparison.Ordinal);
        Assert.Contains("is not filled", Refusal("t", ["b"], columns => columns.Add("a", x => x)), StringComparison.Ordinal);
        Assert.Contains("add at least one", Refusal("t", [], _ => { }), StringComparison.Ordinal);
        Assert.Contains("no table's name", Refusal("a.b.c", [], columns => columns.Add("a", x => x)), StringComparison.Ordinal);

        string Refusal(string table, string[] key, Action<DatabaseColumns<int>> columns) => Assert.Throws<ArgumentException>(
            () => new MySqlSink<int>(source, new MySqlOptions { Table = table, Key = key }, columns)).Message;
    }

    [Fact]
    public void Options_are_checked_and_shown()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MySqlOptions { Table = "t", RetryFor = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MySqlOptions { Table = "t", BatchesKept = TimeSpan.Zero });
        Assert.Equal("table t, key (id), Update, trying again for 60.0 s", new MySqlOptions { Table = "t", Key = ["id"] }.ToString());
    }
}
