using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HotStream.Tests.Connectors.Http;
using HotStream.Tests.Io;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The jobs of docs/sources.md that read sockets, word for word.</summary>
public sealed class ReadmeSocketJobs
{
    [Fact]
    public void Lines_of_a_server_of_TLS_are_counted()
    {
        using var certificates = new TestCertificates();
        using var files = new CertificateFiles(certificates);
        using var peer = new LinePeer();
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        (int port, string authorityFile) = (peer.Port, files.Authority);
        X509Certificate certificate = certificates.ClientOptions().ClientCertificates![0];

        // readme: socket-tls
        var authority = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        authority.CustomTrustStore.ImportFromPemFile(authorityFile);             // instead of the system's authorities
        var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = authority, ClientCertificates = [certificate] };
        context.SocketTextStream(new DnsEndPoint("localhost", port), new SocketStreamOptions { Tls = tls })
               .CountByValue()
               .Print();

        // end
        context.Start();
        using var server = new SslStream(new NetworkStream(peer.Accept()));
        server.AuthenticateAsServer(certificates.ServerOptions());
        server.Write("a\nb\n"u8);
        Engine.WaitFor(() => context.ReceivedBytesHeld > 0, "lines arrived");
        engine.Tick();
    }

    [Fact]
    public void Texts_with_their_lengths_are_counted()
    {
        using var peer = new LinePeer();
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        int port = peer.Port;

        // readme: socket-converter
        context.SocketSlabStream<Utf8Slice>(new DnsEndPoint("localhost", port), received =>
               {
                   while (received.Unread.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(received.Unread) is var length
                          && received.Unread.Length >= 2 + length)
                   {
                       received.Add(received.Slice(2, length));                  // a text of the bytes received: nothing is copied
                       received.Consume(2 + length);
                   }
               })
               .CountByValue()
               .Print();

        // end
        context.Start();
        Socket socket = peer.Accept();
        LinePeer.SendAll(socket, [0, 1, (byte)'a', 0, 2, (byte)'b', (byte)'c']);
        Engine.WaitFor(() => context.ReceivedBytesHeld > 0, "texts arrived");
        engine.Tick();
    }
}
