using System.Diagnostics;
using System.Text;
using HotStream.StandIn;
using Npgsql;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>
/// A PostgreSQL server of our own: a new cluster in a temporary directory, on a free port of the loopback, as an unprivileged user when we
/// are root. Stopped by its process id. Used by tests and by the bench.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    public const string WhyNot = "PostgreSQL is not installed; test.sh installs it";
    private const string User = "hotstream";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly string _data = Path.Combine(Path.GetTempPath(), "hotstream-postgres-" + Guid.NewGuid().ToString("N"));
    private readonly StringBuilder _log = new();
    private readonly bool _durable;
    private readonly string[] _settings;
    private readonly int _port = FreePort.Find();
    private Process? _server;

    private PostgresServer(bool durable, string[] settings) => (_durable, _settings) = (durable, settings);

    /// <summary>The newest installed server's folder of programs, or null.</summary>
    public static string? Programs { get; } = FindPrograms();

    public static bool IsInstalled => Programs is not null;

    /// <summary>How to reach the database that every cluster has.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres";

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="durable">Whether a commit is on disk before it is answered.</param>
    /// <param name="settings">More of its settings, <c>wal_level=logical</c> for example.</param>
    public static PostgresServer Start(bool durable = false, params string[] settings)
    {
        var server = new PostgresServer(durable, settings);
        try
        {
            server.Initialize();
            server.Restart();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts the stopped or killed server again and waits until it answers.</summary>
    public void Restart()
    {
        long started = Stopwatch.GetTimestamp();
        while (!TryStart())
        {
            if (Stopwatch.GetElapsedTime(started) > s_patience)
            {
                throw new InvalidOperationException($"PostgreSQL did not start:\n{Log()}");
            }
        }
    }

    /// <summary>Ends the server and its processes at once, as a loss of power would.</summary>
    public void Kill()
    {
        if (_server is { } server)
        {
            _server = null;
            server.Kill(entireProcessTree: true);
            server.AwaitExit();
            server.Dispose();
        }
    }

    /// <summary>Ends the server as its service is stopped: connections are ended.</summary>
    public void Stop()
    {
        if (_server is { } server)
        {
            _server = null;
            using var killer = Process.Start("kill", $"-INT {server.Id}");
            server.AwaitExit();
            server.Dispose();
        }
    }

    public void Dispose()
    {
        Kill();
        try
        {
            Directory.Delete(_data, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // it was never made
        }
    }

    private void Initialize()
    {
        string[] arguments = ["-D", _data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"];
        using Process initdb = Launch("initdb", arguments);
        initdb.AwaitExit();
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed:\n{Log()}");
        }
    }

    private bool TryStart()
    {
        string durable = _durable ? "on" : "off";
        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={_port}", "unix_socket_directories=", "max_connections=60",
                "shared_buffers=128MB", "max_wal_size=4GB",
            "dynamic_shared_memory_type=mmap", // in the data directory: one that is killed leaves nothing elsewhere
            $"fsync={durable}", $"synchronous_commit={durable}", $"full_page_writes={durable}", "lc_messages=C",
            .. _settings,
        ];
        Process server = Launch("postgres", ["-D", _data, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _server = server;
        while (!server.WaitForExit(50))
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
                connection.Open();
                return true;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or TimeoutException)
            {
                // it is starting, or recovering what a kill left
            }
        }

        _server = null; // processes of the killed server may still hold its shared memory: try again
        server.Dispose();
        return false;
    }

    private Process Launch(string program, string[] arguments)
    {
        string path = Path.Combine(Programs ?? throw new InvalidOperationException(WhyNot), program);
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments]
            : [path, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        return Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian)
                .Select(version => Path.Combine(version, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
                .MaxBy(folder => int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), out int version) ? version : 0)
            : null;
    }
}
