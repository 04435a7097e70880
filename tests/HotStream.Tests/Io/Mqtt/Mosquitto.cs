using System.Diagnostics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Programs of the mosquitto packages.</summary>
internal static class Mosquitto
{
    public const string WhyNot = "mosquitto is not installed; test.sh installs it";

    public static string? Broker { get; } = Find("mosquitto");

    public static string? Publisher { get; } = Find("mosquitto_pub");

    public static bool IsInstalled => Broker is not null && Publisher is not null;

    /// <summary>
    /// Runs <c>mosquitto_pub</c> against a local port and waits for its end; returns its exit code and what it complained of.
    /// </summary>
    public static (int Code, string Errors) Publish(int port, string? input, params string[] arguments) =>
        Run(Publisher!, port, input, arguments);

    /// <summary>Runs <c>mosquitto_sub</c> against a local port and waits for its end; returns its exit code and what it printed.</summary>
    public static (int Code, string Output) Subscribe(int port, params string[] arguments) =>
        Run(Find("mosquitto_sub")!, port, null, arguments);

    private static (int Code, string Output) Run(string program, int port, string? input, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])["-h", "127.0.0.1", "-p", $"{port}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Engine.Patience))
        {
            process.Kill();
            Assert.Fail($"{program} did not end.");
        }

        return (process.ExitCode, errors.Result + output.Result);
    }

    /// <summary>A line of a password file.</summary>
    public static string HashedPassword(string user, string password)
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start(Find("mosquitto_passwd")!, ["-b", "-c", file, user, password]);
            process.AwaitExit();
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? Find(string name)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
            "/usr/sbin", "/usr/local/sbin"];
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
