using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace HotStream.Tests.Connectors.Http;

/// <summary>A context that listens for posted records.</summary>
internal sealed class HttpListening : IDisposable
{
    private volatile IPEndPoint? _address;

    public HttpListening(Action<HttpListenerOptions>? with = null, Action<StreamingOptions>? context = null,
        Func<string, bool>? fails = null, bool whole = false)
    {
        Listener = new HttpListenerOptions { OnListening = address => _address = address };
        with?.Invoke(Listener);
        Run = new ConnectorRun(made => whole ? OpenWhole(made) : made.HttpListener(0, Listener), fails, context);
        Streams.Engine.WaitFor(() => _address is not null, "it listens");
    }

    public HttpListenerOptions Listener { get; }

    /// <summary>Whole records: target, id and payload.</summary>
    public ConcurrentQueue<string> Whole { get; } = [];

    public ConnectorRun Run { get; }

    public string Address => $"http{(Listener.Tls is null ? "" : "s")}://localhost:{_address!.Port}";

    public int Port => _address!.Port;

    /// <summary>Posts while batches run.</summary>
    public (int Status, string Body) Post(string path, string type, string body, params string[] more) =>
        Post(path, type, Encoding.UTF8.GetBytes(body), more);

    /// <summary>Posts while batches run.</summary>
    public (int Status, string Body) Post(string path, string type, byte[] body, params string[] more)
    {
        Task<(int, string)> answer =
            Begin(() => Curl.Send(body, ["-H", $"Content-Type: {type}", "--data-binary", "@-", .. more, Address + path]));
        Run.WaitUntil(() => answer.IsCompleted, "the request was answered");
        return ResultOf(answer);
    }

    /// <summary>What a task gave, waited for.</summary>
    public static T ResultOf<T>(Task<T> task) => task.GetAwaiter().GetResult();

    public static Task<T> Begin<T>(Func<T> work) => Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);

    public void Dispose() => Run.Dispose();

    private DStream<Utf8Slice> OpenWhole(StreamingContext context)
    {
        DStream<HttpRecord> records = context.HttpRecordListener(0, Listener);
        records.ForeachBatch(batch => batch.ToList().ForEach(record => Whole.Enqueue($"{record.Target}|{record.Id}|{record.Payload}")));
        return records.Map(static record => record.Payload);
    }
}
