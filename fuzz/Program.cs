using System.Diagnostics;
using System.Globalization;

namespace HotStream.Fuzz;

/// <summary>
/// list; smoke: every target for a second, canaries must fail; run TARGET [--seconds N] [--seed N]; replay TARGET FILE. Targets run in a
/// process of their own. Exits 0 when nothing was found, 1 otherwise, 2 when the command line is wrong.
/// </summary>
internal static class Program
{
    private const string Usage = "list | smoke [--seconds N] | run TARGET [--seconds N] [--seed N] | replay TARGET FILE";

    private static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["list"] => List(),
                ["smoke", ..] => Smoke(Option(arguments, "--seconds", 1)),
                ["run", string target, ..] =>
                    RunApart(Registry.Find(target).Name, Option(arguments, "--seconds", 60), Option(arguments, "--seed", 1), show: true),
                ["run-here", string target, ..] => RunHere(target, Option(arguments, "--seconds", 60), Option(arguments, "--seed", 1)),
                ["replay", string target, string file] => Replay(target, file),
                _ => Refuse($"Usage: {Usage}"),
            };
        }
        catch (Exception error) when (error is ArgumentException or FormatException or FileNotFoundException)
        {
            return Refuse(error.Message);
        }
    }

    private static int List()
    {
        foreach (IFuzzTarget target in Registry.Targets.Concat(Registry.Canaries))
        {
            Console.WriteLine(target.Name);
        }

        return 0;
    }

    private static int RunHere(string name, int seconds, int seed)
    {
        using var fuzzer = new Fuzzer(Registry.Find(name), seed);
        Finding? finding = fuzzer.Run(TimeSpan.FromSeconds(seconds));
        Console.WriteLine($"{name}: {fuzzer.Runs} inputs, {(finding is null ? "nothing found" : "FOUND")}");
        if (finding is null)
        {
            return 0;
        }

        Console.WriteLine($"  {finding.Error.GetType().Name}: {finding.Error.Message}");
        Console.WriteLine(
            $"  {finding.Input.Length} bytes: {Convert.ToHexString(finding.Input.AsSpan(0, Math.Min(64, finding.Input.Length)))}");
        if (!IsCanary(name))
        {
            Console.WriteLine($"  replay {name} {finding.Save()}");
        }

        return 1;
    }

    private static int Replay(string name, string file)
    {
        using var fuzzer = new Fuzzer(Registry.Find(name), seed: 0);
        Exception? error = fuzzer.Try(File.ReadAllBytes(file));
        Console.WriteLine(error is null ? $"{name}: passes" : $"{name}: {error}");
        return error is null ? 0 : 1;
    }

    private static int Smoke(int seconds)
    {
        int findings = Registry.Targets.Count(target => RunApart(target.Name, seconds, seed: 1, show: true) != 0);
        string[] silent = [.. Registry.Canaries
            .Where(canary => OperatingSystem.IsLinux() || canary is not Targets.OverReadCanary) // no guard pages elsewhere
            .Where(canary => RunApart(canary.Name, seconds, seed: 1, show: false) == 0)
            .Select(canary => canary.Name)];
        string canaries = silent.Length == 0 ? "canary failed as it must"
            : $"{string.Join(" and ", silent)} did NOT fail: the harness is blind";
        Console.WriteLine($"fuzz smoke: {Registry.Targets.Count} targets, {findings} findings, {canaries}");
        return findings == 0 && silent.Length == 0 ? 0 : 1;
    }

    // In a process of its own, because reading into a guard page ends the process. Its last input is a finding then.
    private static int RunApart(string name, int seconds, int seed, bool show)
    {
        RunningInput.Recover(name); // left by a run that somebody interrupted
        string self = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(Program).Assembly.Location] : [];
        var start = new ProcessStartInfo(self, [.. host, "run-here", name, "--seconds", $"{seconds}", "--seed", $"{seed}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        byte[]? lethal = RunningInput.Recover(name);
        if (show)
        {
            Console.Write(output);
            if (lethal is not null)
            {
                string place = IsCanary(name) ? "" : $"; replay {name} {Finding.Save(name, lethal)}";
                Console.WriteLine($"{name}: the process ended with code {process.ExitCode}{place}");
                Console.WriteLine(errors.Result);
            }
        }

        return process.ExitCode == 0 ? 0 : 1;
    }

    private static bool IsCanary(string name) => Registry.Canaries.Any(canary => canary.Name == name);

    private static int Option(string[] arguments, string name, int standard)
    {
        int at = Array.IndexOf(arguments, name);
        return at < 0 ? standard
            : at + 1 < arguments.Length ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture)
            : throw new ArgumentException($"{name} needs a number.");
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}
