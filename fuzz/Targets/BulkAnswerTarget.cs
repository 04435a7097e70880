using System.Text.Json;
using HotStream.Sinks;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// The reader of a search server's bulk answer: whatever comes, it is refused as no answer, or every item has one verdict, in order, and
/// the items are as many as the document has. The first byte says how many were sent and for which operation.
/// </summary>
internal sealed class BulkAnswerTarget : IFuzzTarget
{
    private const int First = 3;
    private readonly Verdicts _verdicts = new();

    public string Name => "bulk-answer";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [2,
            .. "{\"errors\":true,\"items\":[{\"index\":{\"status\":201}},{\"index\":{\"status\":400,\"error\":{\"type\":\"mapper\",\"reason\":\"x\",\"caused_by\":{\"type\":\"y\"}}}}]}"u8],
        [1, .. "{\"took\":3,\"items\":[{\"create\":{\"_id\":\"a\",\"status\":429,\"error\":\"too many\"}}]}"u8],
        [0, .. "{\"items\":[]}"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        int sent = input[0] % 4;
        ReadOnlySpan<byte> answer = input[1..];
        try
        {
            BulkResponse.Read(answer, First, First + sent, (ElasticsearchOperation)(input[0] / 4 % 5), _verdicts);
        }
        catch (JsonException)
        {
            return;
        }

        Check.Same(sent, Items(answer), "items of an answer that was taken");
        AssertAscending(_verdicts.Again, sent);
        AssertAscending(_verdicts.Refused.ConvertAll(refused => refused.Record), sent);
    }

    private static void AssertAscending(List<int> records, int sent)
    {
        int last = First - 1;
        foreach (int record in records)
        {
            Check.Same(true, record > last && record < First + sent, "verdicts are in order and on items that were sent");
            last = record;
        }
    }

    private static int Items(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        int items = 0;
        while (reader.Read())
        {
            items += reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 2 ? 1 : 0;
        }

        return items;
    }
}
