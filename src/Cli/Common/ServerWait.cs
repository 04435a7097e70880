using System.Diagnostics;
using System.Net.Sockets;

namespace HotStream.Cli;

/// <summary>Waits at the start for a server that is away: one warning, one line when it answers.</summary>
internal static class ServerWait
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Tries until it succeeds.</summary>
    /// <param name="server">What to call it: <c>postgres db:5432/plant</c>.</param>
    /// <param name="reach">One attempt.</param>
    /// <param name="isAway">Whether a failure may pass; any other ends the wait as it is.</param>
    /// <param name="patience">How long.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">It stayed away.</exception>
    public static async Task ForAsync(string server, Func<CancellationToken, Task> reach, Func<Exception, bool> isAway,
        TimeSpan patience, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan delay = s_firstDelay;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await reach(stop).ConfigureAwait(false);
                if (attempt > 1)
                {
                    StderrLogger.WriteLine($"{server} answers after {PlainText.Of(Stopwatch.GetElapsedTime(started))}");
                }

                return;
            }
            catch (Exception failure) when (isAway(failure) && !stop.IsCancellationRequested)
            {
                TimeSpan left = patience - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    throw new IOException($"Cannot reach {server}: {Causes.Of(failure)}. Tried for {PlainText.Of(patience)}; start it or "
                        + "correct the address, or wait longer with --retry-for.", failure);
                }

                if (attempt == 1)
                {
                    StderrLogger.WriteLine($"warning: {server} is away, waiting for up to {PlainText.Of(patience)}: {Causes.Of(failure)}");
                }

                await Task.Delay(delay < left ? delay : left, stop).ConfigureAwait(false);
                delay = 2 * delay < s_longestDelay ? 2 * delay : s_longestDelay;
            }
        }
    }

    /// <summary>Waits until somebody listens at a port.</summary>
    public static Task ForPortAsync(string server, string host, int port, TimeSpan patience, CancellationToken stop) => ForAsync(
        server,
        async cancel =>
        {
            using var socket = new TcpClient();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(s_connectTimeout);
            await socket.ConnectAsync(host, port, timeout.Token).ConfigureAwait(false);
        },
        failure => failure is SocketException or OperationCanceledException,
        patience,
        stop);
}
