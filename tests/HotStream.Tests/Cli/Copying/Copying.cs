using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Cli.Copying;

/// <summary>A <c>hotstream copy</c> that runs; ended by disposing, gracefully by <see cref="Stop"/>.</summary>
internal sealed class Copying(string from, string to, params string[] more) : IDisposable
{
    private static readonly string[] s_interval = ["--interval", "100ms"];

    private readonly CliProcess _tool =
        CliProcess.Start(["copy", "--from", from, "--to", to, .. more.Contains("--interval") ? [] : s_interval, .. more]);

    public CliProcess Tool => _tool;

    /// <summary>Waits until something is stored.</summary>
    public Copying Until(Func<bool> stored, string what)
    {
        bool isStored = ProcessWaits.Until(stored);
        Assert.True(isStored, $"Waited in vain until {what}; the tool wrote:\n{_tool.Error}{_tool.Output}");
        return this;
    }

    /// <summary>Where it listens, once it does.</summary>
    public int ListeningPort()
    {
        const string Listening = "listening on ";
        _tool.WaitFor(Listening, static process => process.Error);
        string place = _tool.Error.Split(Listening)[1].Split('\n')[0];
        return int.Parse(place.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Stop()
    {
        _tool.Signal(CliProcess.Terminate);
        int exitCode = _tool.WaitForExit();
        Assert.True(exitCode == 0, $"It ended with {exitCode}; it wrote:\n{_tool.Error}{_tool.Output}");
    }

    public void Dispose() => _tool.Dispose();

    /// <summary>A database as an address.</summary>
    public static string Postgres(string connectionString, string settings)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgres://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{parts.Database}?{settings}";
    }
}
