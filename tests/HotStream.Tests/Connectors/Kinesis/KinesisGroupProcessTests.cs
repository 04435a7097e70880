using System.Text;
using HotStream.Tests.Cli;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Members that are processes of their own.</summary>
[Collection(KinesisGroupCollection.Name)]
public sealed class KinesisGroupProcessTests(KinesisGroupFixture fixture)
{
    private const int Each = 40;

    [Fact]
    public void A_process_that_is_killed_loses_nothing_and_doubles_only_what_was_not_committed()
    {
        KinesisServer server = fixture.Servers.Kinesis;
        string from = server.Stream(shards: 4);
        string to = server.Stream();
        Send(server, from, 0);
        using CliProcess first = Process(from, to);
        using CliProcess second = Process(from, to);
        WaitFor(server, to, Each);
        ProcessWaits.WaitFor(() => Owners(from).OfType<string>().Distinct().Count() == 2, "both have shards");
        Send(server, from, Each);
        WaitFor(server, to, 2 * Each);
        ProcessWaits.WaitFor(() => fixture.Servers.Dynamo.Leases(from).Values.Count(lease =>
            server.Sequences(from).TakeLast(Each).Contains((string)lease["checkpoint"]!["S"]!)) == 4, "all is committed");
        Dictionary<string, int> done = Copies(server, to);
        first.Signal(CliProcess.Killed);
        Send(server, from, 2 * Each);
        WaitFor(server, to, 3 * Each);
        second.Signal(CliProcess.Terminate);
        Assert.Equal(0, second.WaitForExit());
        Assert.All(Owners(from), Assert.Null); // the leases of the other were taken over, and given back
        Dictionary<string, int> copies = Copies(server, to);
        Assert.All(done, before => Assert.Equal(before.Value, copies[before.Key])); // what was committed never comes again
        Assert.DoesNotContain(KinesisServer.Secret, first.Output + first.Error + second.Output + second.Error, StringComparison.Ordinal);
    }

    private static void Send(KinesisServer server, string stream, int from) => server.Add(stream,
        Enumerable.Range(from, Each).Select(static i => ($"k{i}", Encoding.UTF8.GetBytes($"{i}"))));

    private static Dictionary<string, int> Copies(KinesisServer server, string stream) =>
        server.Records(stream).CountBy(static record => record.Text).ToDictionary();

    private static void WaitFor(KinesisServer server, string stream, int records) => ProcessWaits.WaitFor(
        () =>
        {
            Thread.Sleep(100);
            return server.Records(stream).DistinctBy(static record => record.Text).Count() >= records;
        },
        $"{records} records are copied");

    private IEnumerable<string?> Owners(string stream) =>
        fixture.Servers.Dynamo.Leases(stream).Values.Select(static lease => (string?)lease["leaseOwner"]?["S"]);

    private CliProcess Process(string from, string to)
    {
        string login = $"kinesis://AKIDEXAMPLE:{KinesisServer.Secret}@us-east-1/";
        string server = fixture.Servers.Kinesis.Url;
        string leases = $"group={from}&dynamodb={fixture.Servers.Dynamo.Url}&lease=1s";
        return CliProcess.Start("copy", "--from", $"{login}{from}?server={server}&{leases}", "--to",
            $"{login}{to}?server={server}", "--interval", "100ms");
    }
}
