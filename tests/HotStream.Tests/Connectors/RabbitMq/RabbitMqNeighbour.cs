using System.Diagnostics;

namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>
/// A node of Erlang beside a RabbitMQ, which asks it whatever a test wants to know, a line each. The server's own tool starts a node for
/// each question, which takes seconds of all processors.
/// </summary>
internal sealed class RabbitMqNeighbour(Process process) : IDisposable
{
    // the messages of a queue, those under way too; or the server writes now what queues there are
    private const string Answers = """
        {ok, [[Name]]} = init:get_argument(asked), Node = list_to_atom(Name),
        Answer = fun
            ("sync_log") -> rpc:call(Node, mnesia, sync_log, []);
            (Queue) ->
                case rpc:call(Node, rabbit_amqqueue, lookup, [{resource, <<"/">>, queue, list_to_binary(Queue)}]) of
                    {ok, Found} ->
                        case rpc:call(Node, rabbit_amqqueue, info, [Found, [messages]]) of
                            [{messages, Count}] -> Count;
                            Strange -> Strange
                        end;
                    None -> None
                end
        end,
        Loop = fun(Again) ->
            case io:get_line("") of
                eof -> halt();
                Line -> io:format("~0p~n", [Answer(string:trim(Line))]), Again(Again)
            end
        end,
        Loop(Loop).
        """;

    /// <summary>What <c>erl</c> is started with.</summary>
    /// <param name="node">The server's node.</param>
    public static string[] Arguments(string node) =>
    [
        "-noshell", "-hidden", "-sname", $"asks-{node}", "-kernel", "inet_dist_use_interface", "{127,0,0,1}", "-asked", node,
        "-eval", Answers.ReplaceLineEndings(" "),
    ];

    /// <summary>Asks, and waits for the answer. One thread.</summary>
    public string Ask(string question)
    {
        process.StandardInput.WriteLine(question);
        Task<string?> answer = process.StandardOutput.ReadLineAsync();
        return answer.Wait(ProcessWaits.Patience) && answer.Result is { } line ? line
            : throw new InvalidOperationException("The node beside RabbitMQ does not answer.");
    }

    public void Dispose()
    {
        process.Kill();
        process.AwaitExit();
        process.Dispose();
    }
}
