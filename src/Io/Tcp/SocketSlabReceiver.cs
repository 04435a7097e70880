using System.Net;

namespace HotStream.Io;

/// <summary>Connects out to a server and lets a converter find records in the bytes it sends, in place.</summary>
internal sealed class SocketSlabReceiver<T>(EndPoint server, SocketConverter<T> convert, SocketStreamOptions options) : SlabReceiver<T>
{
    private const int LeastRoom = 4096;

    private SlabWriter<T>? _writer; // of the connection before

    public override string Name { get; } = SocketLink.NameOf("", server, options.Tls is not null);

    protected override void Run()
    {
        using SocketLink link = SocketLink.Connect(server, options, Stopping);
        using SlabWriter<T> writer = CreateWriter(before: _writer);
        _writer = writer;
        while (link.Stream.Read(writer.GetBuffer(LeastRoom)) is var count and > 0)
        {
            writer.Advance(count);
            convert(writer);
            writer.Publish();
            ReportProgress();
            if (writer.Unread.Length > options.RecordBytesMax)
            {
                GiveUp(writer, $"a record has more than {options.RecordBytesMax} bytes: raise SocketStreamOptions.RecordBytesMax, or "
                    + "correct the converter or the sender");
                Restart("a record is too long");
                return;
            }
        }

        GiveUp(writer, IsStopped ? "the program stopped in the midst of a record" : "the connection ended in the midst of a record");
        if (!IsStopped)
        {
            Restart("the server ended the connection");
        }
    }

    private void GiveUp(SlabWriter<T> writer, string reason)
    {
        if (!writer.Unread.IsEmpty)
        {
            DeadLetter(new DeadLetter(Name, "", reason, writer.Unread));
        }
    }
}
