using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HotStream.Tests;

/// <summary>Waits for other programs, all of which have an end: a test of one that hangs fails, and does not hang with it.</summary>
internal static class ProcessWaits
{
    /// <summary>
    /// How long to wait for something that must happen: so long that no load of the machine makes it fail; only a fault takes it all.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for something that another program does.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public static void WaitFor(Func<bool> condition, string what)
    {
        if (!Until(condition))
        {
            throw new TimeoutException($"Waited in vain until {what}.");
        }
    }

    /// <summary>
    /// Asks again and again, the less often the longer it takes: who waits leaves the processors to what it waits for. False when it was
    /// in vain.
    /// </summary>
    public static bool Until(Func<bool> condition)
    {
        long since = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        while (!condition())
        {
            TimeSpan waited = Stopwatch.GetElapsedTime(since);
            if (waited > Patience)
            {
                return false;
            }

            spin.SpinOnce();
            if (waited > s_soon)
            {
                Thread.Sleep(waited / 50 < s_longestPause ? waited / 50 : s_longestPause);
            }
        }

        return true;
    }

    /// <summary>Whether somebody listens to a port of the loopback; else it is a while later.</summary>
    public static bool Listens(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            Thread.Sleep(20);
            return false;
        }
    }

    /// <summary>Waits for its end, not for that of its output: a grandchild that lives on holds that open as long as it likes.</summary>
    public static void AwaitExit(this Process process)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end.");
        }
    }

    /// <summary>Waits for its end and until all it wrote is here, where it is heard by events.</summary>
    public static void AwaitExitAndOutput(this Process process)
    {
        process.AwaitExit();
        CheckOutput(process, process.WaitForExitAsync().Wait(Patience));
    }

    /// <summary>All it writes, and its end.</summary>
    public static (string Output, string Errors) ReadToExit(this Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.AwaitExit();
        CheckOutput(process, Task.WaitAll([output, errors], Patience));
        return (output.Result, errors.Result);
    }

    /// <summary>
    /// Stops processes in their tracks, as a machine that hangs does, or lets them go on. A signal is only on its way when it has been
    /// sent, and on a busy machine a thread may run on for a while: this returns when every thread of them stands.
    /// </summary>
    public static void Hang(bool hangs, params string[] processes)
    {
        using (var signal = Process.Start("kill", [hangs ? "-STOP" : "-CONT", .. processes]))
        {
            signal.AwaitExit();
        }

        if (hangs)
        {
            WaitFor(() => processes.All(Stands), "all threads of a process stand");
        }
    }

    private static bool Stands(string process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task").All(static thread =>
            {
                string stat = File.ReadAllText($"{thread}/stat");
                return stat[stat.LastIndexOf(')') + 2] == 'T'; // its state follows the name, which may hold anything
            });
        }
        catch (IOException)
        {
            return false; // a thread that ended meanwhile
        }
    }

    private static void CheckOutput(Process process, bool hasEnded)
    {
        if (!hasEnded)
        {
            throw new TimeoutException($"{process.StartInfo.FileName} ended, and its output did not.");
        }
    }
}
