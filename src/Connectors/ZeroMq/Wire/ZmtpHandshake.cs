using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HotStream.ZeroMq;

/// <summary>
/// The beginning of a connection, without a socket: 64 octets of greeting from both sides, then the commands of the mechanism. NULL: each
/// says READY. PLAIN: HELLO with user and password, WELCOME, INITIATE, READY. Bytes go in as they come; what is to be sent comes out. The
/// answer is the same whatever pieces they come in.
/// </summary>
internal sealed class ZmtpHandshake
{
    private const int GreetingLength = 64;
    private const int SignatureLength = 10;
    private const int VersionAt = 10;
    private const int MechanismAt = 12;
    private const int MechanismLength = 20;
    private const int ServerAt = 32;
    private const byte Major = 3;
    private const byte Minor = 1;
    private const string SocketType = "Socket-Type";

    /// <summary>What libzmq 4.3 sends for a wrong password where the length of the name and ERROR belong.</summary>
    private static ReadOnlySpan<byte> LibzmqError => "^RROR"u8;

    private readonly ZmtpRole _role;
    private readonly byte[] _greeting = new byte[GreetingLength];
    private bool _hasGreeted;
    private string? _awaited; // the command; null for the greeting

    /// <summary>
    /// Begins. The greeting goes up to the version first, and the rest when the peer's version is known: a peer that then does not like
    /// our mechanism has named its own before it goes.
    /// </summary>
    public ZmtpHandshake(ZmtpRole role)
    {
        _role = role;
        byte[] greeting = _greeting;
        (greeting[0], greeting[SignatureLength - 1], greeting[VersionAt], greeting[VersionAt + 1]) = (0xFF, 0x7F, Major, Minor);
        Encoding.ASCII.GetBytes(role.Mechanism, greeting.AsSpan(MechanismAt));
        greeting[ServerAt] = (byte)(role.User is not null && role.IsServer ? 1 : 0);
        Output.Write(greeting.AsSpan(0, VersionAt + 1));
    }

    /// <summary>What is to be sent; to be emptied by who sends it.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new();

    /// <summary>Why there will be no connection, or null.</summary>
    public string? Problem { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The lower one of both versions: 3.0 or 3.1.</summary>
    public int PeerMinor { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="bytes">All bytes that were not done with.</param>
    /// <returns>How many are done with.</returns>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        while (!IsDone && Problem is null)
        {
            int length = _awaited is null ? ReadGreeting(bytes[done..]) : ReadCommand(bytes[done..]);
            if (length == 0)
            {
                break;
            }

            done += length;
        }

        return done;
    }

    private int ReadGreeting(ReadOnlySpan<byte> bytes)
    {
        if ((bytes.Length > 0 && bytes[0] != 0xFF) || (bytes.Length >= SignatureLength && bytes[SignatureLength - 1] != 0x7F))
        {
            Problem = "what it sends is no greeting of ZMTP: is it a socket of ZeroMQ 4 or later?";
            return 0;
        }

        if (bytes.Length > VersionAt && bytes[VersionAt] < Major)
        {
            Problem = $"it speaks ZMTP {(bytes[VersionAt] == 0 ? "1.0" : "2.0")}, which is not built: ZeroMQ 4.0 and later speak 3.0";
            return 0;
        }

        if (bytes.Length > VersionAt && !_hasGreeted)
        {
            _hasGreeted = true;
            Output.Write(_greeting.AsSpan(VersionAt + 1));
        }

        if (bytes.Length < GreetingLength)
        {
            return 0;
        }

        PeerMinor = bytes[VersionAt] > Major ? Minor : Math.Min(bytes[VersionAt + 1], Minor);
        string mechanism = PlainText.Of(bytes.Slice(MechanismAt, MechanismLength).TrimEnd((byte)0));
        if (mechanism != _role.Mechanism)
        {
            Problem = mechanism switch
            {
                "NULL" => "it asks for no password (NULL), and we have one: turn PLAIN on there, or set no UserName here",
                "PLAIN" => "it wants a user and a password (PLAIN): set UserName and Password",
                _ => $"it wants the mechanism {mechanism}, which is not built: only NULL and PLAIN are",
            };
            return 0;
        }

        if (_role.User is not null && _role.IsServer && bytes[ServerAt] == 1)
        {
            Problem = "it wants to judge our password, and we its: who listens judges"; // libzmq leaves the octet 0, server or not
            return 0;
        }

        Begin();
        return GreetingLength;
    }

    private void Begin()
    {
        if (_role.User is null)
        {
            SendMetadata(ZmtpCommand.Ready);
            _awaited = ZmtpCommand.Ready;
        }
        else if (_role.IsServer)
        {
            _awaited = ZmtpCommand.Hello;
        }
        else
        {
            var hello = new ArrayBufferWriter<byte>();
            ZmtpWriter.Text(hello, _role.User);
            ZmtpWriter.Text(hello, _role.Password);
            ZmtpWriter.Command(Output, ZmtpCommand.Hello, hello.WrittenSpan);
            _awaited = ZmtpCommand.Welcome;
        }
    }

    private int ReadCommand(ReadOnlySpan<byte> bytes)
    {
        ZmtpError error = ZmtpFrame.Read(bytes, out ZmtpFrame frame);
        if (error == ZmtpError.Incomplete)
        {
            return 0;
        }

        if (error != ZmtpError.None || !frame.IsCommand || frame.BodyLength > ZmtpCommand.BytesMax)
        {
            Problem = $"it sends no command where {_awaited} belongs";
            return 0;
        }

        int length = frame.HeadLength + (int)frame.BodyLength;
        if (bytes.Length < length)
        {
            return 0;
        }

        ReadOnlySpan<byte> body = bytes[frame.HeadLength..length];
        if (body.StartsWith(LibzmqError))
        {
            Refuse(body[LibzmqError.Length..]);
        }
        else if (!ZmtpCommand.TryRead(body, out ZmtpCommand command))
        {
            Problem = $"it sends a command without a name where {_awaited} belongs";
        }
        else if (command.Is(ZmtpCommand.Error))
        {
            Refuse(command.Data);
        }
        else if (!command.Is(_awaited!))
        {
            Problem = $"it sends {PlainText.Of(command.Name)} where {_awaited} belongs"
                + (command.Is(ZmtpCommand.Hello) ? ": with PLAIN, who listens must be the server" : "");
        }
        else
        {
            Take(command.Data);
        }

        return length;
    }

    private void Refuse(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> reason = data.IsEmpty ? default : data[1..Math.Min(data.Length, 1 + data[0])];
        Problem = "it refuses us" + (reason.IsEmpty ? "" : $": {PlainText.Of(reason)}")
            + (_role.User is null ? "" : ". Are user and password right?");
    }

    private void Take(ReadOnlySpan<byte> data)
    {
        switch (_awaited)
        {
            case ZmtpCommand.Welcome:
                SendMetadata(ZmtpCommand.Initiate);
                _awaited = ZmtpCommand.Ready;
                break;
            case ZmtpCommand.Hello when IsKnown(data):
                ZmtpWriter.Command(Output, ZmtpCommand.Welcome, []);
                _awaited = ZmtpCommand.Initiate;
                break;
            case ZmtpCommand.Hello:
                ZmtpWriter.Command(Output, ZmtpCommand.Error, [(byte)"not let in"u8.Length, .. "not let in"u8]);
                Problem = "its user or password is wrong";
                break;
            case ZmtpCommand.Initiate:
                Judge(data);
                if (IsDone)
                {
                    SendMetadata(ZmtpCommand.Ready);
                }

                break;
            default:
                Judge(data);
                break;
        }
    }

    private bool IsKnown(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data.Length < 2 + data[0])
        {
            return false;
        }

        ReadOnlySpan<byte> user = data.Slice(1, data[0]);
        ReadOnlySpan<byte> rest = data[(1 + data[0])..];
        bool isUser = CryptographicOperations.FixedTimeEquals(user, _role.User);
        bool isPassword = CryptographicOperations.FixedTimeEquals(rest[1..], _role.Password); // looked at also for another user
        return rest.Length == 1 + rest[0] && isUser && isPassword;
    }

    /// <summary>Looks which type of socket the peer is.</summary>
    private void Judge(ReadOnlySpan<byte> metadata)
    {
        string? type = null;
        while (!metadata.IsEmpty)
        {
            int name = metadata[0];
            if (name == 0 || metadata.Length < 1 + name + sizeof(int))
            {
                Problem = "what it says of itself is cut off";
                return;
            }

            ReadOnlySpan<byte> key = metadata.Slice(1, name);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(metadata[(1 + name)..]);
            ReadOnlySpan<byte> rest = metadata[(1 + name + sizeof(int))..];
            if (length > rest.Length)
            {
                Problem = "what it says of itself is cut off";
                return;
            }

            if (Ascii.EqualsIgnoreCase(key, SocketType))
            {
                type = PlainText.Of(rest[..(int)length]);
            }

            metadata = rest[(int)length..];
        }

        IsDone = type is not null && Array.IndexOf(_role.Peers, type) >= 0;
        Problem = IsDone ? null : $"it is {(type is null ? "a socket of no type" : $"a {type} socket")}, and a {_role.Socket} socket "
            + $"speaks with {string.Join(" and ", _role.Peers)}";
    }

    private void SendMetadata(string command)
    {
        var metadata = new ArrayBufferWriter<byte>();
        ZmtpWriter.Property(metadata, SocketType, Encoding.ASCII.GetBytes(_role.Socket));
        ZmtpWriter.Command(Output, command, metadata.WrittenSpan);
    }
}
