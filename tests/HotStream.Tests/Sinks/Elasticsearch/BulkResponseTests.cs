using System.Text;
using System.Text.Json;
using HotStream.Sinks;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>The answer to a bulk request, read item by item.</summary>
public sealed class BulkResponseTests
{
    [Fact]
    public void Each_item_is_sorted_by_its_own_verdict_and_numbered_from_the_first_that_was_sent()
    {
        Verdicts verdicts = Read(
            """{"took":3,"errors":true,"ingest":{"items":[1]},"items":[{"index":{"_index":"x","status":201,"_shards":{"status":500}}},{"index":{"error":{"type":"a","reason":"b"},"status":400,"_index":"x"}},{"index":{"status":500}},{"index":{"status":200}}]}""",
            from: 10, to: 14);
        Assert.Equal([12], verdicts.Again);
        (int record, string reason) = Assert.Single(verdicts.Refused);
        Assert.Equal(11, record);
        Assert.Equal("The server refused it: 400 a: b. Correct the document, or the index's mapping.", reason);
        Assert.Equal("500 ", verdicts.LastReason);
        Assert.False(verdicts.IsThrottled);
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(500, false)]
    [InlineData(502, false)]
    [InlineData(503, true)]
    public void Too_much_to_do_is_told_from_other_trouble(int status, bool isThrottled)
    {
        Verdicts verdicts = Read(
            $$$$"""{"items":[{"index":{"status":{{{{status}}}},"error":{"type":"t","reason":"r"}}},{"index":{"status":200}}]}""", 0, 2);
        Assert.Equal(isThrottled, verdicts.IsThrottled);
        Assert.Equal($"{status} t: r", verdicts.LastReason);
    }

    [Fact]
    public void One_throttled_item_among_others_that_are_sent_again_is_enough() =>
        Assert.True(Read("""{"items":[{"index":{"status":429}},{"index":{"status":503}},{"index":{"status":500}}]}""", 0, 3).IsThrottled);

    [Fact]
    public void Verdicts_of_the_request_before_are_forgotten()
    {
        Verdicts verdicts = Read("""{"items":[{"index":{"status":429}},{"index":{"status":400}}]}""", 0, 2);
        BulkResponse.Read("""{"items":[{"index":{"status":200}}]}"""u8, 0, 1, ElasticsearchOperation.Index, verdicts);
        Assert.Empty(verdicts.Again);
        Assert.Empty(verdicts.Refused);
        Assert.Equal((false, ""), (verdicts.IsThrottled, verdicts.LastReason));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("[]", "StartArray")]
    [InlineData("{}", "answered 0 items")]
    [InlineData("""{"took":1}""", "answered 0 items for the 2")]
    [InlineData("""{"items":[]}""", "answered 0 items for the 2")]
    [InlineData("""{"items":{}}""", "no list")]
    [InlineData("""{"items":null}""", "no list")]
    [InlineData("""{"items":[{"index":{"status":200}}]}""", "answered 1 items for the 2")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":200}},{"index":{"status":200}}]}""", "more items than the 2")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{}}]}""", "no status")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":"200"}}]}""", "no status")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":200.5}}]}""", "no status")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":7}]}""", "StartObject was expected")]
    [InlineData("""{"items":[{"index":{"status":200}},{}]}""", "PropertyName was expected")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":200},"x":1}]}""", "EndObject was expected")]
    [InlineData("""{"items":[{"index":{"status":200}},7]}""", "EndArray was expected")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":200}}]} x""", "")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":200}}]""", "")]
    [InlineData("""{"items":[{"index":{"status":200}},{"index":{"status":""", "")]
    public void What_is_no_answer_to_two_documents_is_refused(string answer, string why) =>
        Assert.Contains(why, Assert.ThrowsAny<JsonException>(() => Read(answer, 5, 7)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type":"mapper_parsing_exception","reason":"failed","caused_by":{"type":"number_format_exception","reason":"For input"}}""", "mapper_parsing_exception: failed: number_format_exception: For input")]
    [InlineData("""{"root_cause":[{"type":"no","reason":"no"}],"type":"t","reason":"r","index":"i","shard":{"type":"no"}}""", "t: r")]
    [InlineData("""{"reason":null,"type":"t"}""", "t")]
    [InlineData("""{"caused_by":{"reason":"r","script_stack":["x"]},"type":"t"}""", "r: t")]
    [InlineData("\"MapperParsingException[failed]\"", "MapperParsingException[failed]")]
    [InlineData("\"a\\u001bb\"", "a\\u{1b}b")]
    [InlineData("7", "")]
    [InlineData("[{\"type\":\"t\"}]", "")]
    [InlineData("{}", "")]
    public void The_reason_of_an_error_is_its_type_its_words_and_its_causes(string error, string reason)
    {
        string item = Assert.Single(Read($$$$"""{"items":[{"index":{"error":{{{{error}}}},"status":400}}]}""", 0, 1).Refused).Reason;
        Assert.Equal($"The server refused it: 400 {reason}. Correct the document, or the index's mapping.", item);
        Assert.Equal(reason,
            BulkResponse.ErrorOf(Encoding.UTF8.GetBytes($$$$"""{"took":{"error":1},"error":{{{{error}}}},"status":400}""")));
    }

    [Fact]
    public void A_refusal_without_a_reason_says_so() =>
        Assert.Contains("400 without a reason", Assert.Single(Read("""{"items":[{"index":{"status":400}}]}""", 0, 1).Refused).Reason,
            StringComparison.Ordinal);

    [Fact]
    public void A_reason_that_quotes_bytes_that_are_no_text_is_read_all_the_same()
    {
        byte[] answer = [.. """{"error":{"reason":"got """u8, 0xFF, .. "\"}}"u8];
        Assert.Equal("got \uFFFD", BulkResponse.ErrorOf(answer));
    }

    [Theory]
    [InlineData("<html>502 Bad Gateway</html>", "<html>502 Bad Gateway</html>")]
    [InlineData("[\"error\"]", "[\"error\"]")]
    [InlineData("""{"took":1}""", """{"took":1}""")]
    [InlineData("", "")]
    public void Words_that_are_not_elasticsearchs_are_shown_as_they_are(string answer, string words) =>
        Assert.Equal(words, BulkResponse.ErrorOf(Encoding.UTF8.GetBytes(answer)));

    [Fact]
    public void Long_words_are_cut_after_a_thousand_characters() => Assert.StartsWith(new string('x', 1000)
        + "... (", BulkResponse.ErrorOf(Encoding.UTF8.GetBytes(new string('x', 1200))), StringComparison.Ordinal);

    private static Verdicts Read(string answer, int from, int to)
    {
        var verdicts = new Verdicts();
        BulkResponse.Read(Encoding.UTF8.GetBytes(answer), from, to, ElasticsearchOperation.Index, verdicts);
        return verdicts;
    }
}
