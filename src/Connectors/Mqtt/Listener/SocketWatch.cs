using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HotStream.Mqtt;

/// <summary>
/// One thread that watches any number of sockets and says which can be read from, or written to: once, each time it is asked. On Linux by
/// <c>epoll</c>, whose cost does not grow with the sockets that are silent; elsewhere by <c>select</c>. Not the runtime's own watcher: a
/// socket it has once waited for costs an event and a task on the thread pool for every segment that arrives, for as
/// long as it lives. Thread-safe.
/// </summary>
internal sealed partial class SocketWatch : IDisposable
{
    private const int TimeoutMilliseconds = 100;
    private const int EventsAtOnce = 256;
    private const uint In = 0x1;
    private const uint Out = 0x4;
    private const uint OneShot = 1u << 30;
    private const int Add = 1;
    private const int Modify = 3;
    private const int NotFound = 2; // ENOENT

    // packed on x86 alone
    private static readonly int s_eventBytes = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    private readonly ConcurrentDictionary<long, IWatched> _watched = new();
    private readonly ConcurrentDictionary<long, IWatched> _armed = new(); // of select
    private readonly AutoResetEvent _rearmed = new(initialState: false);
    private readonly bool _forWriting;
    private readonly int _epoll;
    private readonly Thread _thread;
    private long _lastKey;
    private volatile bool _isClosed;

    /// <param name="name">Of the thread.</param>
    /// <param name="forWriting">Whether to watch for room to write, rather than for bytes to read.</param>
    /// <param name="bySelect">Whether to do without <c>epoll</c> although it is there.</param>
    /// <exception cref="IOException">The system has no more of what it takes.</exception>
    public SocketWatch(string name, bool forWriting, bool bySelect = false)
    {
        _forWriting = forWriting;
        _epoll = OperatingSystem.IsLinux() && !bySelect ? Create() : -1;
        _thread = new Thread(_epoll >= 0 ? Watch : Select) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Takes a socket in, silently until <see cref="Arm"/>. Returns the key by which it is known here.</summary>
    public long Enter(IWatched watched)
    {
        long key = Interlocked.Increment(ref _lastKey);
        _watched[key] = watched;
        return key;
    }

    /// <summary>Asks for a notification when the socket is ready, also at once if it is.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="IOException">The system refuses.</exception>
    public unsafe void Arm(long key, IWatched watched)
    {
        if (_epoll < 0)
        {
            _armed[key] = watched;
            _rearmed.Set();
            return;
        }

        byte* change = stackalloc byte[16];
        *(uint*)change = OneShot | (_forWriting ? Out : In);
        Marshal.WriteInt64((nint)(change + s_eventBytes - 8), key);
        if (Control(_epoll, Modify, watched.Socket.SafeHandle, change) < 0
            && (Marshal.GetLastPInvokeError() != NotFound || Control(_epoll, Add, watched.Socket.SafeHandle, change) < 0))
        {
            throw new IOException($"The system does not watch a socket: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Forgets a socket; closing it takes it from the system's list.</summary>
    public void Leave(long key)
    {
        _watched.TryRemove(key, out _);
        _armed.TryRemove(key, out _);
    }

    public void Dispose()
    {
        _isClosed = true;
        _rearmed.Set();
        _thread.Join();
        _rearmed.Dispose();
        if (_epoll >= 0)
        {
            _ = Close(_epoll);
        }
    }

    private static int Create()
    {
        const int CloseOnExec = 0x80000;
        int epoll = CreateEpoll(CloseOnExec);
        return epoll >= 0 ? epoll : throw new IOException(
            $"The system gives no epoll: error {Marshal.GetLastPInvokeError()}; it may have run out of file descriptors.");
    }

    private unsafe void Watch()
    {
        byte* events = stackalloc byte[16 * EventsAtOnce];
        while (!_isClosed)
        {
            int count = Wait(_epoll, events, EventsAtOnce, TimeoutMilliseconds);
            for (int i = 0; i < count; i++)
            {
                if (_watched.TryGetValue(Marshal.ReadInt64((nint)(events + (i * s_eventBytes) + s_eventBytes - 8)), out IWatched? ready))
                {
                    ready.OnReady();
                }
            }
        }
    }

    private void Select()
    {
        const int PauseMilliseconds = 5; // what was armed meanwhile waits for so long
        var sockets = new Dictionary<Socket, long>();
        while (!_isClosed)
        {
            sockets.Clear();
            foreach ((long key, IWatched watched) in _armed)
            {
                sockets[watched.Socket] = key;
            }

            if (sockets.Count == 0)
            {
                _rearmed.WaitOne(TimeoutMilliseconds);
                continue;
            }

            var ready = new List<Socket>(sockets.Keys);
            try
            {
                Socket.Select(_forWriting ? null : ready, _forWriting ? ready : null, null, PauseMilliseconds * 1000);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                ready = [.. sockets.Keys]; // one was closed meanwhile: all look for themselves
            }

            foreach (Socket socket in ready)
            {
                if (_armed.TryRemove(sockets[socket], out IWatched? watched))
                {
                    watched.OnReady();
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int Control(int epoll, int operation, SafeSocketHandle socket, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int Wait(int epoll, byte* events, int eventsMax, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
