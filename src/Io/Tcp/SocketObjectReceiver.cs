using System.Net;

namespace HotStream.Io;

/// <summary>Connects out to a server and stores what a function makes of the bytes it sends, as long as it makes records.</summary>
internal sealed class SocketObjectReceiver<T>(EndPoint server, Func<Stream, IEnumerable<T>> convert, SocketStreamOptions options)
    : Receiver<T>
{
    public override string Name { get; } = SocketLink.NameOf("", server, options.Tls is not null);

    protected override void Run()
    {
        using SocketLink link = SocketLink.Connect(server, options, Stopping);
        foreach (T record in convert(link.Stream))
        {
            Store(record);
            ReportProgress();
        }

        if (!IsStopped)
        {
            Restart("the converter has no more records");
        }
    }
}
