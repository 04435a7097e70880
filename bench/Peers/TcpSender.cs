using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>
/// The hidden verb tcp-send FILE PORT REPEATS: holds the file in memory and listens on loopback; each connection gets
/// the file so many times in 256 KiB sends and then the end of the stream. Serves connections one after another until
/// its standard input closes, so that it never outlives the process that started it. The hidden verb tcp-pace FILE RATE SECONDS serves
/// one connection, so many bytes a second, until the time is over and the text at its end, and prints then how often that was.
/// </summary>
internal static class TcpSender
{
    /// <summary>Printed when connections are welcome.</summary>
    public const string Ready = "ready";

    private const int SendBytes = 256 << 10;

    public static int Run(string path, int port, int repeats)
    {
        var text = File.ReadAllBytes(path);
        using var listener = Listen(port);
        while (true)
            Serve(listener, text, repeats);
    }

    public static int RunPaced(string path, long bytesPerSecond, int seconds)
    {
        var text = File.ReadAllBytes(path);
        using var listener = Listen(port: 0);
        using var client = listener.Accept();
        var time = Stopwatch.StartNew();
        long sent = 0;
        while (time.Elapsed.TotalSeconds < seconds)
        {
            for (var at = 0; at < text.Length;)
            {
                if (bytesPerSecond > 0 && (double)sent / bytesPerSecond - time.Elapsed.TotalSeconds is > 0 and var early)
                    Thread.Sleep(TimeSpan.FromSeconds(early));
                var some = client.Send(text.AsSpan(at, Math.Min(SendBytes, text.Length - at)));
                at += some;
                sent += some;
            }
        }

        client.Shutdown(SocketShutdown.Send);
        Console.WriteLine(sent / text.Length);
        client.Receive(stackalloc byte[1]); // until the receiver has read it all and closes
        return 0;
    }

    private static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Ready} {((IPEndPoint)listener.LocalEndPoint!).Port}"));
        new Thread(EndWithParent) { IsBackground = true }.Start();
        return listener;
    }

    private static void Serve(Socket listener, byte[] text, int repeats)
    {
        using var client = listener.Accept();
        try
        {
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                for (var at = 0; at < text.Length;)
                    at += client.Send(text.AsSpan(at, Math.Min(SendBytes, text.Length - at)));
            }

            client.Shutdown(SocketShutdown.Send);
            client.Receive(stackalloc byte[1]); // until the receiver has read it all and closes
        }
        catch (SocketException)
        {
            // The receiver went away early; the next one is served.
        }
    }

    private static void EndWithParent()
    {
        while (Console.In.ReadLine() is not null)
        {
        }

        Environment.Exit(0);
    }
}
