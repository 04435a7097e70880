using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace HotStream.Tests.Connectors.MongoDb;

/// <summary>
/// Takes from MongoDB's driver what a server would: handshakes, replacing upserts and inserts, by OP_MSG and the old OP_QUERY with which
/// a connection begins. A stand-in: no server of MongoDB can be had here. What it keeps outlives <see cref="End"/>.
/// </summary>
internal sealed class MongoStandIn : IDisposable
{
    private const int Query = 2004;
    private const int Message = 2013;
    private const int HeadLength = 16;

    private readonly ConcurrentDictionary<Socket, bool> _clients = [];
    private readonly Dictionary<BsonValue, BsonDocument> _documents = [];
    private readonly List<BsonValue> _order = [];
    private readonly SslServerAuthenticationOptions? _security;
    private Socket? _listener;

    /// <param name="security">How it speaks TLS; null for not at all.</param>
    public MongoStandIn(SslServerAuthenticationOptions? security = null)
    {
        _security = security;
        Begin();
    }

    /// <summary>Commands that wrote, in their order.</summary>
    public ConcurrentQueue<BsonDocument> Writes { get; } = [];

    /// <summary>Why a write is refused, or null: of an update or a document.</summary>
    public Func<BsonDocument, (int Code, string Text)?> Refuse { get; set; } = static _ => null;

    /// <summary>What the write concern could not have, how many times.</summary>
    public int ConcernErrors { get; set; }

    /// <summary>Whether writes are not answered.</summary>
    public bool IsSilent { get; set; }

    public string Address => $"mongodb://127.0.0.1:{Port}";

    public int Port { get; private set; }

    public string Place => $"127.0.0.1:{Port}";

    /// <summary>Documents in the order in which their ids came first.</summary>
    public BsonDocument[] Documents
    {
        get
        {
            lock (_documents)
            {
                return [.. _order.Select(id => _documents[id])];
            }
        }
    }

    public void Begin()
    {
        _listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Socket listener = _listener;
        Start(() => Accept(listener));
    }

    public void End()
    {
        _listener?.Dispose();
        foreach (Socket client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    public void Dispose() => End();

    private static void Start(Action run) => new SideThread(() =>
    {
        try
        {
            run();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or IOException)
        {
            // the other side has gone, or we have
        }
    }).Start();

    private void Accept(Socket listener)
    {
        while (true)
        {
            Socket client = listener.Accept();
            client.NoDelay = true;
            _clients[client] = true;
            Start(() => Serve(client));
        }
    }

    private void Serve(Socket client)
    {
        using Stream stream = Open(client);
        byte[] head = new byte[HeadLength];
        while (true)
        {
            stream.ReadExactly(head);
            byte[] body = new byte[BinaryPrimitives.ReadInt32LittleEndian(head) - HeadLength];
            stream.ReadExactly(body);
            int code = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12));
            BsonDocument command = code == Query ? OfQuery(body) : OfMessage(body);
            if (Answer(command) is { } answer)
            {
                byte[] bytes = answer.ToBson();
                byte[] before = code == Query ? [8, 0, 0, 0, .. new byte[12], 1, 0, 0, 0] : new byte[5];
                byte[] whole = new byte[HeadLength + before.Length + bytes.Length];
                BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length);
                head.AsSpan(4, 4).CopyTo(whole.AsSpan(8));
                BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(12), code == Query ? 1 : Message);
                before.CopyTo(whole, HeadLength);
                bytes.CopyTo(whole, HeadLength + before.Length);
                stream.Write(whole);
            }
        }
    }

    private Stream Open(Socket client)
    {
        var plain = new NetworkStream(client, ownsSocket: true);
        if (_security is null)
        {
            return plain;
        }

        var secret = new SslStream(plain);
        try
        {
            secret.AuthenticateAsServer(_security);
        }
        catch (AuthenticationException refused)
        {
            secret.Dispose();
            throw new IOException(refused.Message, refused);
        }

        return secret;
    }

    private static BsonDocument OfQuery(byte[] body)
    {
        int end = Array.IndexOf(body, (byte)0, 4);
        return Read(body, end + 1 + 8, out _);
    }

    /// <summary>A command, with the lists beside it where they belong.</summary>
    private static BsonDocument OfMessage(byte[] body)
    {
        int at = 5;
        BsonDocument command = Read(body, at, out int length);
        at += length;
        while (at < body.Length && body[at] == 1)
        {
            int end = at + 1 + BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 1));
            int name = Array.IndexOf(body, (byte)0, at + 5);
            var list = new BsonArray();
            for (int item = name + 1; item < end; item += length)
            {
                list.Add(Read(body, item, out length));
            }

            command[Encoding.UTF8.GetString(body.AsSpan(at + 5, name - at - 5))] = list;
            at = end;
        }

        return command;
    }

    private static BsonDocument Read(byte[] bytes, int at, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        return BsonSerializer.Deserialize<BsonDocument>(bytes[at..(at + length)]);
    }

    private BsonDocument? Answer(BsonDocument command) => command.GetElement(0).Name switch
    {
        "hello" or "isMaster" or "ismaster" => new BsonDocument
        {
            ["helloOk"] = true,
            ["ismaster"] = true,
            ["isWritablePrimary"] = true,
            ["maxBsonObjectSize"] = 16 << 20,
            ["maxMessageSizeBytes"] = 48_000_000,
            ["maxWriteBatchSize"] = 100_000,
            ["localTime"] = DateTime.UtcNow,
            ["logicalSessionTimeoutMinutes"] = 30,
            ["connectionId"] = 1,
            ["minWireVersion"] = 0,
            ["maxWireVersion"] = 21,
            ["readOnly"] = false,
            ["ok"] = 1.0,
        },
        "update" => Write(command, "updates"),
        "insert" => Write(command, "documents"),
        "saslStart" => Error(18, "Authentication failed."),
        "ping" or "endSessions" => new BsonDocument("ok", 1.0),
        var other => Error(59, $"no such command: '{other}'"),
    };

    private static BsonDocument Error(int code, string text) => new() { ["ok"] = 0.0, ["code"] = code, ["errmsg"] = text };

    private BsonDocument? Write(BsonDocument command, string list)
    {
        if (IsSilent)
        {
            return null;
        }

        var errors = new BsonArray();
        lock (_documents)
        {
            Writes.Enqueue(command);
            BsonArray items = command[list].AsBsonArray;
            for (int i = 0; i < items.Count; i++)
            {
                BsonDocument item = items[i].AsBsonDocument;
                if (Refuse(item) is { } refusal)
                {
                    errors.Add(new BsonDocument { ["index"] = i, ["code"] = refusal.Code, ["errmsg"] = refusal.Text });
                    continue;
                }

                Keep(list == "updates" ? item["u"].AsBsonDocument : item);
            }

            var answer = new BsonDocument { ["ok"] = 1.0, ["n"] = items.Count - errors.Count, ["nModified"] = items.Count - errors.Count };
            if (errors.Count > 0)
            {
                answer["writeErrors"] = errors;
            }

            if (ConcernErrors > 0)
            {
                ConcernErrors--;
                answer["writeConcernError"] = new BsonDocument { ["code"] = 64, ["errmsg"] = "waiting for replication timed out" };
            }

            return answer;
        }
    }

    private void Keep(BsonDocument document)
    {
        if (document.TryGetValue("_id", out BsonValue id))
        {
            if (!_documents.ContainsKey(id))
            {
                _order.Add(id);
            }

            _documents[id] = document;
        }
    }
}
