using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using HotStream.StandIn;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>
/// A server of Amazon's JSON as others have written it for tests: on a free port of the loopback, with what its folder keeps. Signatures it
/// does not check.
/// </summary>
public abstract class AmazonServer : IConnectorServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-amazon-");
    private readonly int _port = FreePort.Find();
    private readonly HttpClient _client = new();
    private readonly (string Package, string Script) _program;
    private readonly (string Name, string Target, string Version) _service;
    private NodePeer? _peer;

    /// <param name="program">The package of npm and the script that starts it.</param>
    /// <param name="service">The service as signatures, operations and bodies name it.</param>
    /// <param name="waits">Whether to wait until it answers; else <see cref="Await"/> does.</param>
    private protected AmazonServer((string Package, string Script) program, (string Name, string Target, string Version) service,
        bool waits)
    {
        (_program, _service) = (program, service);
        Start();
        if (waits)
        {
            Await();
        }
    }

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Its process, while there is one.</summary>
    public int ProcessId => _peer!.ProcessId;

    public void Begin()
    {
        Start();
        Await();
    }

    /// <summary>Starts it; it answers a while later.</summary>
    public void Start() => _peer = NodePeer.Start(_program.Package, _program.Script,
        new JsonObject { ["directory"] = _folder.FullName, ["port"] = _port });

    /// <summary>Waits until it answers that was started.</summary>
    public void Await() => _peer!.Await("listening");

    /// <summary>Ends it; without grace by SIGKILL, with it by the end of its input.</summary>
    public void End(bool graceful = false)
    {
        if (_peer is { } peer)
        {
            if (graceful)
            {
                peer.EndInput();
                peer.AssertEndsWell();
            }

            peer.Dispose();
            _peer = null;
        }
    }

    public JsonNode Ask(string operation, JsonObject request)
    {
        int status = TryAsk(operation, request, out string answer);
        Assert.True(status == 200, $"{operation}: {status} {answer}");
        return answer.Length == 0 ? new JsonObject() : JsonNode.Parse(answer)!;
    }

    public void Dispose()
    {
        End();
        _client.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected int TryAsk(string operation, JsonObject request, out string answer)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(request.ToJsonString()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue($"application/x-amz-json-{_service.Version}");
        message.Headers.Add("X-Amz-Target", $"{_service.Target}.{operation}");
        message.Headers.Add("X-Amz-Date", "20150830T123600Z");
        message.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{_service.Name}/aws4_request, SignedHeaders=host, Signature=none");
        using HttpResponseMessage response = _client.Send(message);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        answer = reader.ReadToEnd();
        return (int)response.StatusCode;
    }
}
