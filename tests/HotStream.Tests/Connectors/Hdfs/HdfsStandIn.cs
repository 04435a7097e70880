using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HotStream.StandIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HotStream.Tests.Connectors.Hdfs;

/// <summary>
/// A stand-in for HDFS, written by us from the public documentation of WebHDFS, whose bodies it answers with: NameNodes that say where a
/// DataNode is, and the DataNode. It keeps files in memory. What no real cluster has shown, this does not show either.
/// </summary>
internal sealed class HdfsStandIn : IConnectorServer
{
    /// <summary>A secret that must be in no message.</summary>
    public const string Token = "HAAEcm9vdARyb290AIoBZ-never-shown";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, HdfsStoredFile> _files = new(StringComparer.Ordinal);
    private readonly int _namePort = FreePort.Find();
    private readonly int _dataPort = FreePort.Find();
    private LoopbackServer? _nameNode;
    private LoopbackServer? _dataNode;
    private long _lastId = 16386;

    public HdfsStandIn() => Begin();

    public string NameNode => $"http://127.0.0.1:{_namePort}";

    /// <summary>Answers a request itself, and says so. Told the operation, and whether the DataNode was asked.</summary>
    public Func<HttpContext, string, bool, Task<bool>>? Answer { get; set; }

    /// <summary>Where DataNodes are said to be; null for where they are.</summary>
    public Func<string, string>? Location { get; set; }

    /// <summary>Whether a rename may replace in one step, which gateways do not know.</summary>
    public bool KnowsOverwrite { get; set; } = true;

    /// <summary>Method, path and query of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public string[] Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Keys];
            }
        }
    }

    public static async Task<bool> RefuseAsync(HttpContext context, int status, string exception, string message = "as it was told")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject
        {
            ["RemoteException"] = new JsonObject
            {
                ["exception"] = exception,
                ["javaClassName"] = "org.apache.hadoop." + exception,
                ["message"] = message,
            },
        }.ToJsonString());
        return true;
    }

    public void Put(string path, string text) => Put(path, Encoding.UTF8.GetBytes(text));

    public void Put(string path, byte[] bytes, long? modified = null)
    {
        lock (_gate)
        {
            _files[path] = new HdfsStoredFile(++_lastId, bytes, modified ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        }
    }

    public void Delete(string path) => Remove(path);

    public byte[] Bytes(string path)
    {
        lock (_gate)
        {
            return _files[path].Bytes;
        }
    }

    /// <summary>The lines of all files that are not hidden, in the order of their names.</summary>
    public string[] Lines() => [.. Names.Where(name => !Path.GetFileName(name).StartsWith('.'))
        .SelectMany(name => Encoding.UTF8.GetString(Bytes(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Ends the NameNode; files stay.</summary>
    public void End() => End(ref _nameNode);

    /// <summary>Ends the DataNode; files stay.</summary>
    public void EndDataNode() => End(ref _dataNode);

    public void End(bool graceful)
    {
        End();
        EndDataNode();
    }

    /// <summary>Begins what was ended again, on the same port.</summary>
    public void Begin()
    {
        _nameNode ??= Listen(_namePort, isDataNode: false);
        _dataNode ??= Listen(_dataPort, isDataNode: true);
    }

    public HdfsReadOptions Reading() => ReadingOf(NameNode);

    public static HdfsReadOptions ReadingOf(string nameNode) => new()
    {
        NameNodes = [nameNode],
        UserName = "plant",
        NewFilesOnly = false,
        Timeout = TimeSpan.FromSeconds(60), // no load of this machine is an outage
    };

    public HdfsWriteOptions Writing() => WritingOf(NameNode);

    public static HdfsWriteOptions WritingOf(string nameNode) => new()
    {
        NameNodes = [nameNode],
        UserName = "plant",
        TimeProvider = TimeProvider.System,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public void Dispose() => End(graceful: false);

    private static void End(ref LoopbackServer? node)
    {
        node?.Dispose();
        node = null;
    }

    private static Task SayAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private LoopbackServer Listen(int port, bool isDataNode) =>
        new(context => ServeAsync(context, isDataNode), port, certificate: null, sentAlong: null);

    private async Task ServeAsync(HttpContext context, bool isDataNode)
    {
        HttpRequest request = context.Request;
        Requests.Enqueue($"{request.Method} {(isDataNode ? "data" : "name")} {request.Path.Value}{request.QueryString.Value}");
        string operation = $"{request.Query["op"]}";
        if (Answer is { } answer && await answer(context, operation, isDataNode))
        {
            return;
        }

        string path = request.Path.Value!["/webhdfs/v1".Length..];
        if (!isDataNode && (operation is "CREATE" or "APPEND" or "OPEN"))
        {
            bool hasBody = request.ContentLength > 0;
            string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget; // as it was escaped
            string where = $"http://127.0.0.1:{_dataPort}{target}&namenoderpcaddress=localhost:8020";
            context.Response.StatusCode = hasBody ? 400 : 307; // bytes are not sent before the redirect
            context.Response.Headers.Location = Location?.Invoke(where) ?? where;
            return;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        await (operation switch
        {
            "GETFILESTATUS" => StatusAsync(context, path),
            "LISTSTATUS" => ListAsync(context, path),
            "OPEN" => OpenAsync(context, path),
            "CREATE" => CreateAsync(context, path, body.ToArray()),
            "APPEND" => AppendAsync(context, path, body.ToArray()),
            "RENAME" => RenameAsync(context, path),
            "DELETE" => SayAsync(context, new JsonObject { ["boolean"] = Remove(path) }),
            _ => RefuseAsync(context, 400, "IllegalArgumentException", $"Invalid value for webhdfs parameter \"op\": {operation}"),
        });
    }

    private Task StatusAsync(HttpContext context, string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out HdfsStoredFile? file)
                ? SayAsync(context, new JsonObject { ["FileStatus"] = HdfsStoredFile.StatusOf("", file) })
                : RefuseAsync(context, 404, "FileNotFoundException", $"File does not exist: {path}");
        }
    }

    private Task ListAsync(HttpContext context, string path)
    {
        string directory = path.TrimEnd('/') + "/";
        var found = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach ((string name, HdfsStoredFile file) in _files)
            {
                if (name.StartsWith(directory, StringComparison.Ordinal))
                {
                    string[] rest = name[directory.Length..].Split('/');
                    found[rest[0]] = HdfsStoredFile.StatusOf(rest[0], rest.Length == 1 ? file : null);
                }
            }
        }

        return found.Count > 0
            ? SayAsync(context, new JsonObject
            { ["FileStatuses"] = new JsonObject { ["FileStatus"] = new JsonArray([.. found.Values]) } })
            : RefuseAsync(context, 404, "FileNotFoundException", $"File {path} does not exist.");
    }

    private Task OpenAsync(HttpContext context, string path)
    {
        HdfsStoredFile? file;
        lock (_gate)
        {
            _files.TryGetValue(path, out file);
        }

        if (file is null)
        {
            return RefuseAsync(context, 404, "FileNotFoundException", $"File does not exist: {path}");
        }

        int offset = int.Parse($"{context.Request.Query["offset"]}", CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Bytes.Length - offset;
        return context.Response.Body.WriteAsync(file.Bytes, offset, file.Bytes.Length - offset);
    }

    private Task CreateAsync(HttpContext context, string path, byte[] bytes)
    {
        Put(path, bytes);
        context.Response.StatusCode = 201;
        context.Response.Headers.Location = $"webhdfs://localhost:9870{Uri.EscapeDataString(path)}";
        return Task.CompletedTask;
    }

    private Task AppendAsync(HttpContext context, string path, byte[] bytes)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(path, out HdfsStoredFile? file))
            {
                return RefuseAsync(context, 404, "FileNotFoundException", $"Failed to append to non-existent file {path}");
            }

            _files[path] = file with { Bytes = [.. file.Bytes, .. bytes], Modified = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() };
            return Task.CompletedTask;
        }
    }

    /// <summary>By the option it replaces, or fails, and says nothing else; without, it says whether it was done.</summary>
    private Task RenameAsync(HttpContext context, string path)
    {
        string to = $"{context.Request.Query["destination"]}";
        bool replaces = KnowsOverwrite && $"{context.Request.Query["renameoptions"]}" == "OVERWRITE";
        lock (_gate)
        {
            bool isThere = _files.TryGetValue(path, out HdfsStoredFile? file);
            if (replaces && !isThere)
            {
                return RefuseAsync(context, 404, "FileNotFoundException", $"rename source {path} is not found.");
            }

            bool done = isThere && (replaces || !_files.ContainsKey(to));
            if (done)
            {
                _files.Remove(path);
                _files[to] = file!;
            }

            return replaces ? Task.CompletedTask : SayAsync(context, new JsonObject { ["boolean"] = done });
        }
    }

    private bool Remove(string path)
    {
        lock (_gate)
        {
            return _files.Remove(path);
        }
    }
}
