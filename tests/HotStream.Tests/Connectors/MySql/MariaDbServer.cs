using System.Diagnostics;
using System.Text;
using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;
using MySqlConnector;

namespace HotStream.Tests.Connectors.MySql;

/// <summary>
/// A MariaDB of our own: a new data directory in a temporary folder, on a free port of the loopback, as an unprivileged user when we are
/// root. Ended by its process id.
/// </summary>
internal sealed class MariaDbServer : IDisposable
{
    public const string WhyNot = "MariaDB is not installed; test.sh installs it";
    private const string Program = "/usr/sbin/mariadbd";
    private const string Installer = "/usr/bin/mariadb-install-db";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-mariadb-");
    private readonly StringBuilder _log = new();
    private readonly string[] _settings;
    private Process? _server;

    /// <param name="settings">More of its settings, <c>--ssl-cert=...</c> for example.</param>
    public MariaDbServer(params string[] settings)
    {
        Assert.SkipUnless(IsInstalled, WhyNot);
        _settings = settings;
        try
        {
            Run(Installer, ["--no-defaults", $"--datadir={Data}", "--auth-root-authentication-method=normal", "--skip-test-db", .. User()]);
            Begin();
            Execute("CREATE DATABASE plant CHARACTER SET utf8mb4; CREATE USER 'hall'@'127.0.0.1' IDENTIFIED BY 'right-9'; "
                + "GRANT ALL ON plant.* TO 'hall'@'127.0.0.1'", "mysql");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static bool IsInstalled { get; } = File.Exists(Program) && File.Exists(Installer);

    public int Port { get; } = FreePort.Find();

    /// <summary>A user without rights to the server's settings, as a program should have.</summary>
    public string ConnectionString => $"Server=127.0.0.1;Port={Port};User ID=hall;Password=right-9;Database=plant;SslMode=None";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts it, again after <see cref="Kill"/>, and waits until it answers.</summary>
    public void Begin()
    {
        _server = Launch(Program, ["--no-defaults", $"--datadir={Data}", "--bind-address=127.0.0.1", $"--port={Port}",
            $"--socket={Path.Combine(_folder.FullName, "s")}", $"--pid-file={Path.Combine(_folder.FullName, "pid")}",
            "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=2", "--skip-name-resolve",
            "--performance-schema=OFF", "--innodb-lock-wait-timeout=1", .. User(), .. _settings]);
        long started = Stopwatch.GetTimestamp();
        for (; ; )
        {
            Assert.False(_server.WaitForExit(30), $"MariaDB ended as soon as it was started:\n{Log()}");
            try
            {
                Execute("DO 1", "mysql");
                return;
            }
            catch (MySqlException) when (Stopwatch.GetElapsedTime(started) < ProcessWaits.Patience)
            {
                // it is starting, or recovering what a kill left
            }
        }
    }

    /// <summary>Ends it at once. What it has answered is with the operating system.</summary>
    public void Kill()
    {
        if (_server is { } server)
        {
            _server = null;
            server.Kill();
            server.AwaitExit();
            server.Dispose();
        }
    }

    /// <summary>Runs statements as the server's administrator.</summary>
    public void Execute(string sql, string database = "plant")
    {
        using MySqlConnection connection = Open(database);
        using var command = new MySqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, each as its columns' texts joined by a bar.</summary>
    public string[] Rows(string sql)
    {
        using MySqlConnection connection = Open("plant");
        using var command = new MySqlCommand(sql, connection);
        using MySqlDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null"
                : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return [.. rows];
    }

    /// <summary>A connection of the administrator's, not pooled.</summary>
    public MySqlConnection Open(string database)
    {
        var connection = new MySqlConnection(
            $"Server=127.0.0.1;Port={Port};User ID=root;Database={database};Pooling=false;SslMode=None;AllowUserVariables=true");
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        Kill();
        _folder.Delete(recursive: true);
    }

    private static string[] User() => Environment.IsPrivilegedProcess ? ["--user=mysql"] : [];

    private void Run(string program, string[] arguments)
    {
        if (Environment.IsPrivilegedProcess)
        {
            using Process owner = Process.Start("chown", ["mysql", _folder.FullName]);
            owner.AwaitExit();
        }

        using Process process = Launch(program, arguments);
        process.AwaitExit();
        Assert.True(process.ExitCode == 0, $"{program} failed:\n{Log()}");
    }

    private Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["TMPDIR"] = _folder.FullName; // one that starts removes the temporary tables of all others in its folder
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
}
