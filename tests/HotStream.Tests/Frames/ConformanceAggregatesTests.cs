using System.Text.Json;
using HotStream.Tests.House;
using static HotStream.Functions;

namespace HotStream.Tests.Frames;

/// <summary>
/// The cases of <c>structured.agg</c> where they need no stream: after each trigger the same query over all rows so far, of which update
/// mode
/// gives the groups that the trigger's rows are in.
/// </summary>
public sealed class ConformanceAggregatesTests
{
    public static TheoryData<string> Cases => [.. All().Where(one => one.TryGetProperty("expected", out _))
        .Select(one => one.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_what_it_says(string id)
    {
        JsonElement test = All().Single(one => one.GetProperty("id").GetString() == id);
        JsonElement settings = test.GetProperty("params");
        bool isUpdate = settings.GetProperty("mode").GetString() == "update";
        using var session = new Session("conformance", new SessionOptions { Workers = 2 });
        JsonElement[] batches = [.. test.GetProperty("input").EnumerateArray()];
        for (int trigger = 0; trigger < batches.Length; trigger++)
        {
            DataFrame all = Query(Rows(session, test, batches[..(trigger + 1)]), test);
            if (isUpdate)
            {
                string key = all.Columns[0];
                DataFrame changed = Query(Rows(session, test, [batches[trigger]]), test).Select(Col(key).As("changed"));
                all = all.Join(changed, Col(key) == Col("changed"), JoinType.LeftSemi);
            }

            string[] found = [.. all.Collect().Select(row => row.ToString())];
            string[] expected = [.. test.GetProperty("expected")[trigger].EnumerateArray().Select(Shown)];
            if (!test.GetProperty("ordered").GetBoolean())
            {
                System.Array.Sort(found, StringComparer.Ordinal);
                System.Array.Sort(expected, StringComparer.Ordinal);
            }

            Assert.Equal(expected, found);
        }
    }

    private static JsonElement[] All()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(
            Repository.PathOf("tests", "HotStream.Conformance", "cases.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray()
            .Where(one => one.TryGetProperty("area", out JsonElement area) && area.GetString() == "structured.agg").Select(one =>
                one.Clone())];
    }

    private static DataFrame Rows(Session session, JsonElement test, JsonElement[] batches)
    {
        IEnumerable<JsonElement> records = batches.SelectMany(batch => batch.EnumerateArray());
        return test.GetProperty("operator").GetString() == "wordCount"
            ? session.CreateDataFrame(Schema.Parse("line STRING"), records.Select(one => (IReadOnlyList<object?>)[one.GetString()]))
            : session.CreateDataFrame(Schema.Parse("key STRING, time BIGINT, value BIGINT"), records.Select(one =>
                (IReadOnlyList<object?>)[one[0].GetString(), one[1].GetInt64(), one[2].GetInt64()]));
    }

    private static DataFrame Query(DataFrame rows, JsonElement test)
    {
        JsonElement settings = test.GetProperty("params");
        if (test.GetProperty("operator").GetString() == "wordCount")
        {
            DataFrame counts = rows.Select(Explode(Split(Col("line"), " ")).As("word")).GroupBy("word").Count();
            return settings.TryGetProperty("orderByCountDesc", out _) ? counts.OrderBy(Col("count").Desc()) : counts;
        }

        return rows.GroupBy([.. settings.GetProperty("by").EnumerateArray().Select(name => name.GetString()!)])
            .Agg([.. settings.GetProperty("aggs").EnumerateArray().Select(name => name.GetString() switch
            {
                "set" => SortArray(CollectSet(Col("value"))),
                "count" => Count(Lit(1)),
                string other => CallFunction(other!, Col("value")),
                null => throw new InvalidDataException(test.GetRawText()),
            })]);
    }

    private static string Shown(JsonElement row) => $"[{string.Join(',', row.EnumerateArray().Select(value => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(one => one.GetRawText()))}]",
        _ => value.GetRawText(),
    }))}]";
}
