using System.Globalization;
using HotStream.StandIn;

const string Help = """
    HotStream.StandIn: servers that stand in for real ones, in memory, on loopback.

      elasticsearch  [--port N (9200; 0 for any)]  [--discard: counts documents and keeps none]
    """;

if (args is not ["elasticsearch", .. var options])
{
    Console.Error.WriteLine(Help);
    return 2;
}

int port = 9200;
bool discard = false;
for (int i = 0; i < options.Length; i++)
{
    switch (options[i])
    {
        case "--discard":
            discard = true;
            break;
        case "--port" when i + 1 < options.Length
            && int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out port):
            i++;
            break;
        default:
            Console.Error.WriteLine(Help);
            return 2;
    }
}

using var server = new ElasticsearchStandIn(port, discard);
Console.WriteLine($"listening on {server.Address}");
var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    ended.TrySetResult();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        ended.TrySetResult();
    });
await ended.Task;
return 0;
