using System.Text;

namespace HotStream.Tests.Frames;

/// <summary>Rows that are objects: lambdas read as expressions, members as columns, and objects made of rows again.</summary>
public sealed class DatasetTests : IDisposable
{
    private static readonly DateTime s_noon = new(2021, 8, 13, 12, 0, 0, DateTimeKind.Utc);
    private readonly Session _session = new Session("typed", new SessionOptions { Workers = 2 }).WithFiles();
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-typed-").FullName;
    private readonly Dataset<Reading> _readings;

    public DatasetTests() => _readings = _session.CreateDataset(
        new Reading
        {
            Device = "dev-1",
            Celsius = 31.5,
            Count = 7,
            Battery = 80,
            At = s_noon,
            Tags = ["a", "b"],
            Place = new Place("x",
            1)
        },
        new Reading { Device = "dev-2", Celsius = 29, Count = -7, Battery = null, At = s_noon.AddHours(5), Tags = [] },
        new Reading { Device = "dev-1", Celsius = 35.5, Count = 2, Battery = 20, At = s_noon.AddDays(1), Place = new Place("y", 2) },
        new Reading { Device = "other", Celsius = 40, Count = 0, Battery = 50, At = s_noon.AddSeconds(-1), Note = "hello" });

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Files_are_read_as_objects_by_the_names_of_members()
    {
        string path = Path.Combine(_directory, "a.json");
        File.WriteAllText(path, """
            {"device":"dev-1","celsius":31.5,"more":{"x":1},"place":{"Name":"p","floor":3}}
            {"Device":"dev-2","CELSIUS":32.5}
            {"device":"other","celsius":99}
            """, new UTF8Encoding(false));
        var hottest = _session.Read.Json<Reading>(path).Where(r => r.Celsius > 30 && r.Device.StartsWith("dev-"))
            .GroupBy(r => r.Device).Select(g => new { g.Key, Hottest = g.Max(r => r.Celsius) }).OrderBy(r => r.Key).Collect();
        Assert.Equal([new { Key = "dev-1", Hottest = 31.5 }, new { Key = "dev-2", Hottest = 32.5 }], hottest);
        Assert.Equal(new Place("p", 3), _session.Read.Json<Placed>(path).Collect()[0].Place);
        Assert.Equal(["dev-1", "dev-2", "other"], _session.Read.Json(path).Select("device", "celsius").As<Named>().Collect()
            .Select(row => row.Device ?? "dev-2"));
    }

    [Fact]
    public void Separated_values_are_members_by_name_or_by_place()
    {
        string named = Path.Combine(_directory, "a.csv");
        File.WriteAllText(named, "floor,other,NAME\n3,x,p\n");
        Assert.Equal([new Place("p", 3)], _session.Read.Option("header", true).Csv<Place>(named).Collect());
        string plain = Path.Combine(_directory, "b.csv");
        File.WriteAllText(plain, "p,3\nq,4\n");
        Assert.Equal([new Place("p", 3), new Place("q", 4)], _session.Read.Csv<Place>(plain).Collect());
    }

    [Fact]
    public void Objects_come_back_as_they_went_in()
    {
        IReadOnlyList<Reading> rows = _readings.Collect();
        Assert.Equal(["dev-1", "dev-2", "dev-1", "other"], rows.Select(row => row.Device));
        Assert.Equal([80, null, 20, 50], rows.Select(row => row.Battery));
        Assert.Equal(s_noon, rows[0].At);
        Assert.Equal(["a", "b"], rows[0].Tags!);
        Assert.Null(rows[2].Tags);
        Assert.Equal(new Place("y", 2), rows[2].Place);
        Assert.Null(rows[1].Place);
        var all = new Everything(true, 1, 2, 3, 4, 5, 6.5f, 7.5, "t", new DateOnly(2021, 8, 13), s_noon, new DateTimeOffset(s_noon),
            TimeSpan.FromSeconds(1.5), [1, 2], new Dictionary<string, double?> { ["a"] = 1.5, ["b"] = null }, [new Place("p", 1)]);
        Everything again = _session.CreateDataset(all).Collect()[0];
        Assert.Equal(all with { List = again.List, Map = again.Map, Places = again.Places }, again);
        Assert.Equal(all.List, again.List);
        Assert.Equal(all.Map, again.Map);
        Assert.Equal(all.Places, again.Places);
        Assert.Equal([5L, 6L], _session.CreateDataset(5L, 6L).Collect());
        Assert.Equal([2L, 4L], _session.Range(0, 3).As<long>().Select(id => id * 2).Where(twice => twice > 0).Collect());
    }

    [Fact]
    public void Conditions_are_those_of_CSharp_also_where_nulls_are()
    {
        string wanted = "dev-1";
        int[] counts = [7, 2];
        var limits = new { Least = 30.0, Place = new Place("z", 7) };
        Counted(2, r => r.Device == wanted);
        Counted(2, r => r.Device != wanted);
        Counted(3, r => r.Note == null);
        Counted(3, r => r.Note != "hello");
        Counted(3, r => !(r.Note == "hello"));
        Counted(1, r => r.Battery == null);
        Counted(1, r => !r.Battery.HasValue);
        Counted(2, r => r.Battery > 30);
        Counted(2, r => !(r.Battery > 30));
        Counted(3, r => (r.Battery ?? 100) >= 50);
        Counted(3, r => r.Celsius > limits.Least);
        Counted(1, r => r.Celsius > limits.Least + limits.Place.Floor);
        Counted(2, r => counts.Contains(r.Count));
        Counted(1, r => new List<string> { "other", "x" }.Contains(r.Device));
        Counted(2, r => r.At > s_noon.AddMinutes(1));
        Counted(1, r => r.At - s_noon > TimeSpan.FromHours(6));
        Counted(1, r => r.At.AddHours(1) < s_noon.AddHours(1));
        Counted(3, r => r.At.DayOfWeek == DayOfWeek.Friday);
        Counted(3, r => r.At.Date == s_noon.Date && r.At.Year == 2021 && r.At.Month == 8);
        Counted(1, r => r.Place!.Floor == 2);
        Counted(2, r => r.Place == null);
        Counted(1, r => r.Tags!.Contains("b"));
        Counted(1, r => r.Tags!.Length == 2 && r.Tags[1] == "b");
        Counted(1, r => r.Device.EndsWith('r') || r.Device.Contains("OTHER", StringComparison.Ordinal));
        Counted(1, r => r.Device.Contains("OTHER", StringComparison.OrdinalIgnoreCase));
        Counted(1, r => string.CompareOrdinal(r.Device, "e") > 0);
        Counted(3, r => string.IsNullOrEmpty(r.Note) && !r.IsOff);
        Counted(4, r => true);

        void Counted(int expected, System.Linq.Expressions.Expression<Func<Reading, bool>> condition)
        {
            IReadOnlyList<Reading> found = _readings.Where(condition).Collect();
            Assert.True(expected == found.Count, $"{condition}: {found.Count}, not {expected}");
        }
    }

    [Fact]
    public void Values_are_those_of_CSharp()
    {
        Reading[] rows = [.. _readings.Collect()];
        Same(r => r.Count / 2);
        Same(r => r.Count % 4);
        Same(r => (r.Count / 2.0) + (-r.Count) - (r.Count * 3));
        Same(r => (int)r.Celsius);
        Same(r => r.Count & 3 | 8);
        Same(r => r.Count << 2);
        Same(r => r.Celsius > 30 ? r.Device.ToUpperInvariant() : r.Device.Substring(1, 2));
        Same(r => r.Note + "/" + r.Count);
        Same(r => $"{r.Device}:{r.Count} {{x}} {r.Note}");
        Same(r => r.Note ?? r.Device);
        Same(r => r.Note != null && r.Note.Length > 2);
        Same(r => r.Battery + 1);
        Same(r => r.Battery.GetValueOrDefault());
        Same(r => r.Battery > 30);
        Same(r => r.Battery == r.Count);
        Same(r => r.Device.Replace("dev", "d").IndexOf('-'));
        Same(r => r.Device.PadLeft(7, '*') + r.Device.PadRight(3));
        Same(r => r.Device.Length + r.Device.Trim().Length);
        Same(r => Math.Max(r.Count, 1) + Math.Abs(r.Count));
        Same(r => Math.Round(r.Celsius) + Math.Floor(r.Celsius / 2) + Math.Pow(r.Count, 2));
        Same(r => Math.Round(r.Celsius, MidpointRounding.AwayFromZero));
        Same(r => r.At.AddDays(2).AddHours(-1));
        Same(r => r.At.Date.AddMinutes(90));
        Same(r => DateOnly.FromDateTime(r.At).AddDays(r.Count));
        Same(r => new { r.Device, Fahrenheit = (r.Celsius * 1.8) + 32 });
        Same(r => new Place(r.Device, r.Count));
        Same(r => new Named { Device = r.Device });
        Same(r => r.Device.Split('-')[0]);
        Same(r => r.Place!.Name, r => r.Place?.Name);
        Same(r => r.IsOff ? 1 : 2);

        void Same<T>(System.Linq.Expressions.Expression<Func<Reading, T>> selector, Func<Reading, T>? expected = null)
        {
            T[] wanted = [.. rows.Select(expected ?? selector.Compile())];
            IReadOnlyList<T> found = _readings.Select(selector).Collect();
            Assert.True(wanted.SequenceEqual(found), $"{selector}: {string.Join(' ', found)}, not {string.Join(' ', wanted)}");
        }
    }

    [Fact]
    public void Groups_are_asked_as_LINQ_asks()
    {
        var groups = _readings.GroupBy(r => r.Device).Select(g => new
        {
            g.Key,
            Rows = g.Count(),
            Hot = g.Count(r => r.Celsius > 30),
            Sum = g.Sum(r => r.Count),
            Mean = g.Average(r => r.Celsius),
            Low = g.Min(r => r.Battery),
            Counts = g.Select(r => r.Count).Distinct().Count(),
            HotSum = g.Where(r => r.Celsius > 32).Sum(r => r.Celsius),
            Hottest = g.MaxBy(r => r.Celsius)!.At,
            First = g.First().Count,
            All = g.All(r => r.Celsius > 30),
            Any = g.Any(r => r.Battery > 70),
            List = string.Join(',', g.Select(r => r.Device).ToList()),
        }).OrderBy(row => row.Key).Collect();
        Assert.Equal(("dev-1", 2, 2, 9, 33.5, 20, 2, 35.5, s_noon.AddDays(1), 7, true, true, "dev-1,dev-1"),
            (groups[0].Key, groups[0].Rows, groups[0].Hot, groups[0].Sum, groups[0].Mean, groups[0].Low, groups[0].Counts, groups[0].HotSum,
                groups[0].Hottest, groups[0].First, groups[0].All, groups[0].Any, groups[0].List));
        Assert.Equal((1, 0, null, false, false), (groups[1].Rows, groups[1].Hot, groups[1].Low, groups[1].All, groups[1].Any));
        var pairs = _readings.GroupBy(r => new { r.Device, Day = r.At.Date }).Select(g =>
            new { g.Key.Device, g.Key.Day, N = g.LongCount() })
            .OrderByDescending(row => new { row.Device, row.Day }).Collect();
        Assert.Equal(["other", "dev-2", "dev-1", "dev-1"], pairs.Select(row => row.Device));
        Assert.Equal(s_noon.Date.AddDays(1), pairs[2].Day);
    }

    [Fact]
    public void Joins_lists_and_sets()
    {
        Dataset<Place> places = _session.CreateDataset(new Place("dev-1", 3), new Place("other", 4));
        var joined = _readings.Join(places, r => r.Device, p => p.Name, (r, p) => new { r.Count, p.Floor, p.Name })
            .OrderBy(row => row.Count).Collect();
        Assert.Equal([(0, 4, "other"), (2, 3, "dev-1"), (7, 3, "dev-1")], joined.Select(row => (row.Count, row.Floor, row.Name)));
        Assert.Equal(4, places.Join(places, a => 1, b => 1, (a, b) => new { A = a.Name, B = b.Name }).Count());
        Assert.Equal(["a", "b"], _readings.SelectMany(r => r.Tags!).Collect());
        Assert.Equal(3, _readings.Select(r => r.Device).Distinct().Count());
        Assert.Equal(6, places.Union(places).Union(places).Count());
        Assert.Equal([40.0], _readings.OrderByDescending(r => r.Celsius).Limit(1).Select(r => r.Celsius).Collect());
        places.CreateTempView("places");
        Assert.Equal("[7]", _session.Sql("SELECT sum(floor) FROM places").First().ToString());
    }

    [Fact]
    public void Any_CSharp_runs_over_rows()
    {
        static int Odd(string text) => text.Count(c => c % 2 == 1);
        Assert.Equal([Odd("dev-1"), Odd("dev-2"), Odd("dev-1"), Odd("other")],
            _readings.Map(r => new { Odd = Odd(r.Device) }).Where(row => row.Odd > 0).Collect().Select(row => row.Odd));
        DataFrame frame = _readings.ToFrame();
        Assert.Equal(["[dev-1!,63.0,null]", "[dev-2!,58.0,null]"], frame.Map(Schema.Parse("name STRING, twice DOUBLE, none BIGINT"),
            static (row, result) =>
            {
                result.Set(0, row.GetText("device").ToString() + "!");
                result.Set(1, row.GetDouble(row.Schema.IndexOf("celsius")) * 2);
            }).Limit(2).Collect().Select(row => row.ToString()));
        Assert.Equal([8.0, -6.0, 3.0, 1.0],
            frame.Map(row => new Place(row.IsNull("note") ? "" : row.GetText("note").ToString(), (int)row.GetInt64("count") + 1))
                .Select(p => p.Floor * 1.0).Collect());
        Assert.Equal(5000L * 4999 / 2, _session.Range(0, 5000).Map(row =>
            row.GetInt64(0)).ToFrame().Agg(Functions.Sum(Functions.Col("value")))
            .First()[0]);
        Assert.Contains("no a text", Assert.Throws<InvalidCastException>(() => frame.Map(row =>
            row.GetText("celsius").ToString()).Collect())
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_kernel_or_no_column_is_refused_by_name()
    {
        Assert.Contains("String.Normalize has no kernel", Refused(() => _readings.Where(r =>
            r.Device.Normalize() == "x")), StringComparison.Ordinal);
        Assert.Contains("Map(row => ...)", Refused(() => _readings.Select(r => Helper(r.Celsius))), StringComparison.Ordinal);
        Assert.Contains("Reading.Fahrenheit has no kernel", Refused(() => _readings.Where(r =>
            r.Fahrenheit > 3)), StringComparison.Ordinal);
        Assert.Contains("StringComparison.CurrentCulture", Refused(() =>
            _readings.Where(r => r.Device.StartsWith("x", StringComparison.CurrentCulture))), StringComparison.Ordinal);
        Assert.Contains("Sum is IGrouping<String, Reading>", Refused(() => _readings.GroupBy(r => r.Device).Select(g =>
            new { Sum = g })), StringComparison.Ordinal);
        Assert.Contains("There is no column 'Name'", Refused(() => _readings.ToFrame().As<Place>()), StringComparison.Ordinal);
        Assert.Contains("'b' is bigint", Refused(() => _session.Sql("SELECT 1L AS b").As<Narrow>()), StringComparison.Ordinal);
        Assert.Contains("Uri", Refused(() => _session.CreateDataset(new Linked(null))), StringComparison.Ordinal);
        string missing = Assert.Throws<InvalidCastException>(() =>
            _session.Sql("SELECT cast(NULL AS INT) AS b").As<Narrow>().Collect()).Message;
        Assert.Contains("Column 'B' is null", missing, StringComparison.Ordinal);

        static string Refused(Func<object> verb) => Assert.Throws<AnalysisException>(verb).Message;
    }

    private static double Helper(double value) => value + 1;

    public sealed record Place(string Name, int Floor);

    public sealed record Narrow(int B);

    public sealed record Linked(Uri? Link);

    public sealed record Placed(Place? Place);

    public sealed record Named
    {
        public string? Device { get; init; }

        public double? Celsius { get; init; }
    }

    public sealed record Everything(bool A, byte B, short C, int D, long E, uint F, float G, double H, string I, DateOnly J, DateTime K,
        DateTimeOffset L, TimeSpan M, List<int> List, Dictionary<string, double?> Map, Place[] Places);

    public sealed class Reading
    {
        public required string Device { get; init; }

        public double Celsius { get; init; }

        public int Count { get; init; }

        public int? Battery { get; init; }

        public DateTime At { get; init; }

        public string? Note { get; init; }

        public bool IsOff { get; init; }

        public string[]? Tags { get; init; }

        public Place? Place { get; init; }

        public double Fahrenheit => (Celsius * 1.8) + 32;
    }
}
