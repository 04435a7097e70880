using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Sinks;

namespace HotStream.Tests.Sinks.Delivery;

public sealed class RecordBodyTests
{
    [Property(MaxTest = 50)]
    public Property Records_come_out_as_they_went_in_and_chosen_ones_close_ranks() => Cases.ForAllLists(
        Cases.Arrays(
            from size in Gen.Choose(0, 300)
            from isChosen in Gen.Elements(true, false)
            select (size, isChosen), 0, 1500),
        ComeOutAsTheyWentIn);

    [Theory]
    [InlineData("{}", true, "{}")]
    [InlineData(" {\"a\":\r\n1}\n", true, " {\"a\":  1} ")]
    [InlineData("{", false, "{")]
    [InlineData("", false, "")]
    [InlineData("\n", false, " ")]
    [InlineData("[{}]", false, "[{}]")]
    [InlineData("{}\n{}", true, "{} {}")]
    public void A_json_line_has_no_line_breaks_and_looks_like_an_object(string json, bool isObject, string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        Assert.Equal(isObject, JsonLine.Flatten(bytes));
        Assert.Equal(line, Encoding.UTF8.GetString(bytes));
    }

    private static void ComeOutAsTheyWentIn((int Size, bool IsChosen)[] records)
    {
        using var body = new RecordBody(64);
        for (int i = 0; i < records.Length; i++)
        {
            body.Write("cancelled"u8);
            body.CancelRecord();
            body.Write(Text(i, records[i].Size));
            body.EndRecord(10 * i);
        }

        Assert.Equal(records.Length, body.Count);
        int from = records.Length / 3;
        int[] chosen = [.. Enumerable.Range(from, records.Length - from).Where(i => records[i].IsChosen && i < records.Length - 5)];
        int end = body.Gather(from, chosen);
        Assert.Equal(from + chosen.Length, end);
        int[] expected = [.. Enumerable.Range(0, from), .. chosen];
        var all = new List<byte>();
        for (int i = 0; i < end; i++)
        {
            Assert.Equal(Text(expected[i], records[expected[i]].Size), body.Record(i));
            Assert.Equal(10 * expected[i], body.PositionOf(i));
            all.AddRange(Text(expected[i], records[expected[i]].Size));
        }

        Assert.Equal(all.ToArray(), body.Range(0, end).Span);
    }

    private static byte[] Text(int number, int size) => Encoding.ASCII.GetBytes($"{number}:{new string('x', size)}");
}
