using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HotStream.Tests.Recovery;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>A batch that a restart runs again writes the documents it wrote before: their ids are the same in every life.</summary>
public sealed partial class ElasticsearchRestartTests : IDisposable
{
    private readonly Cluster _cluster = new();

    [Fact]
    public void Records_without_ids_are_there_once_after_every_restart()
    {
        using Lives lives = Program(input => input);
        lives.Live(3);
        lives.Live(2);
        lives.Live(0);
        lives.Live(1);
        Check(lives, batches: 6, number => Batch(number));
    }

    [Fact]
    public void So_are_results_by_key_whose_order_a_restart_may_change()
    {
        using Lives lives = Program(input => input.CountByValue().Map(pair => $"{pair.Key} {pair.Value}"));
        lives.Live(4);
        lives.Live(1);
        lives.Live(3);
        Check(lives, batches: 8, number => Batch(number).CountBy(text => text).Select(pair => $"{pair.Key} {pair.Value}"));
    }

    [Fact]
    public void Documents_with_ids_of_yours_are_replaced_by_a_batch_that_runs_again()
    {
        using var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.SaveToElasticsearch(_cluster.Options(), (json, text) =>
            {
                json.WriteStartObject();
                json.WriteString("text"u8, text);
                json.WriteEndObject();
            }, text => text);
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        Assert.Contains(lives.Seen.Values, seen => seen.Count > 1);
        Assert.Equal(["0-a", "0-b", "1-a", "1-b", "2-a", "2-b"], _cluster.Documents().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_life_that_does_not_go_on_from_the_checkpoint_makes_other_ids()
    {
        using Lives lives = Program(input => input);
        lives.Live(2);
        Assert.Single(Queries());
        lives.Live(2, restores: false);
        Assert.Equal(2, Queries().Count);
    }

    public void Dispose() => _cluster.Dispose();

    private static IEnumerable<string> Batch(long number) => Enumerable.Range(0, 40 + (int)number)
        .Select(i => (i * (number + 3) % 23).ToString(CultureInfo.InvariantCulture));

    private Lives Program(Func<DStream<string>, DStream<string>> work) => new(2, context =>
    {
        DStream<string> results = work(new ScriptedInput<string>(context, number => [.. Batch(number)]));
        results.SaveToElasticsearch(_cluster.Options(documents: 7), (json, text) =>
        {
            json.WriteStartObject();
            json.WriteString("text"u8, text);
            json.WriteEndObject();
        });
        return results;
    });

    private void Check(Lives lives, int batches, Func<long, IEnumerable<string>> expected)
    {
        Assert.Contains(lives.Seen.Values, seen => seen.Count > 1); // batches ran again, and were stored again
        Assert.Single(Queries());
        ILookup<long, string> stored = _cluster.Documents().ToLookup(
            document => long.Parse(Id().Match(document.Key).Groups["batch"].Value, CultureInfo.InvariantCulture),
            document => JsonDocument.Parse(document.Value).RootElement.GetProperty("text").GetString()!);
        for (int number = 0; number < batches; number++)
        {
            Assert.Equal(expected(number).Order(StringComparer.Ordinal), stored[number + 1].Order(StringComparer.Ordinal));
        }

        Assert.Equal(batches, stored.Count);
    }

    private HashSet<string> Queries() => [.. _cluster.Documents().Keys.Select(id => Id().Match(id).Groups["query"].Value)];

    [GeneratedRegex(@"^(?<query>[0-9a-f]{16})-(?<batch>\d+)-\d+-\d+$")]
    private static partial Regex Id();
}
