#:property PublishAot=false
#:property GenerateDocumentationFile=false
using System.Diagnostics;
using System.Text.Json;

// Runs mutants one by one, each in a process of its own, by the tests that targets.txt names for its file, and says which survive.
// docs/testing.md says how it is used. dotnet run tests/mutation/mutate.cs -- [part of a target's path ...]
string root = Environment.CurrentDirectory;
while (!File.Exists(Path.Combine(root, "HotStream.sln")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside a checkout of HotStream.");
}

string here = Path.Combine(root, "tests", "mutation");
string project = Path.Combine(here, "HotStream.Mutation");
string work = Path.Combine(root, "artifacts", "mutation");
Target[] targets = [.. Lines("targets.txt").Select(Target.Parse)
    .Where(target => args.Length == 0 || args.Any(part => target.File.Contains(part, StringComparison.Ordinal)))];
HashSet<string> equivalent = [.. Lines("equivalents.txt").Select(line => line.Split(" # ")[0].Trim())];
Run("dotnet", "build", project, "-c", "Release", "-v", "q");
var summary = new List<string>();
foreach (IGrouping<string, Target> library in targets.GroupBy(target => target.Folder))
{
    string folder = Prepare(library.Key);
    using JsonDocument report = JsonDocument.Parse(File.ReadAllText(ReportOf(folder)));
    foreach (Target target in library)
    {
        summary.Add(Test(target, folder, report.RootElement.GetProperty("files").EnumerateObject()
            .Single(file => Path.GetFullPath(file.Name, root).EndsWith("/" + target.File, StringComparison.Ordinal)).Value));
    }
}

Console.WriteLine("| file | mutants | killed | equivalent | survived |\n|---|---|---|---|---|");
summary.ForEach(Console.WriteLine);

// Lets stryker make the library with all mutants in it (anew when a source is younger), and puts it beside the tests.
string Prepare(string source)
{
    string library = source[(source.LastIndexOf('/') + 1)..];
    string folder = Path.Combine(work, library);
    string mutated = Path.Combine(folder, "mutants", $"HotStream.{library}.dll");
    string report = ReportOf(folder); // written last: without it stryker was interrupted
    DateTime newest = Directory.GetFiles(Path.Combine(root, source), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Max(File.GetLastWriteTimeUtc);
    if (!File.Exists(report) || File.GetLastWriteTimeUtc(report) < newest)
    {
        Console.WriteLine($"stryker makes the mutants of {library}: some minutes");
        Directory.CreateDirectory(Path.GetDirectoryName(mutated)!);
        Environment.SetEnvironmentVariable("MUTANTS_TO", Path.GetDirectoryName(mutated)); // see ChosenTests
        string[] files = [.. Lines("targets.txt").Select(Target.Parse).Where(target => target.Folder == source)
            .SelectMany(target => (string[])["-m", "**/" + target.File[(source.Length + 1)..]])];
        Run("dotnet", ["stryker", "-p", $"HotStream.{library}.csproj", .. files, "-O", Path.GetDirectoryName(mutated)!,
            "--skip-version-check"]);
        Run("dotnet", "build", project, "-c", "Release", "-v", "q");
    }

    foreach (string file in Directory.GetFiles(Path.Combine(project, "bin", "Release", "net10.0"), "*", SearchOption.AllDirectories))
    {
        string to = Path.Combine(folder, Path.GetRelativePath(Path.Combine(project, "bin", "Release", "net10.0"), file));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(file, to, overwrite: true);
    }

    File.Copy(mutated, Path.Combine(folder, Path.GetFileName(mutated)), overwrite: true);
    return folder;
}

string ReportOf(string folder) => Path.Combine(folder, "mutants", "reports", "mutation-report.json");

string Test(Target target, string folder, JsonElement file)
{
    string[] source = file.GetProperty("source").GetString()!.Split('\n');
    Mutant[] mutants = [.. file.GetProperty("mutants").EnumerateArray().Select(json => Mutant.Parse(json, source, target.File))
        .Where(mutant => mutant.Compiles && (target.Strings || mutant.Mutator != "String mutation"))];
    TimeSpan[] patience = [.. target.Stages.Select(stage =>
    {
        var clock = Stopwatch.StartNew();
        return Passes(folder, stage, mutant: -1, TimeSpan.FromMinutes(5)) ? (clock.Elapsed * 4) + TimeSpan.FromSeconds(6)
            : throw new InvalidOperationException($"The tests of {target.File} fail without any mutant.");
    })];
    Console.WriteLine($"{target.File}: {mutants.Length} mutants");
    int killed = 0;
    int equal = 0;
    Parallel.ForEach(mutants, new ParallelOptions { MaxDegreeOfParallelism = 4 }, mutant =>
    {
        if (mutant.IsAwaitAnywhere || equivalent.Contains(mutant.Key))
        {
            Interlocked.Increment(ref equal);
        }
        else if (!target.Stages.Zip(patience).All(stage => Passes(folder, stage.First, mutant.Id, stage.Second)))
        {
            Interlocked.Increment(ref killed);
        }
        else
        {
            Console.WriteLine($"  survived, line {mutant.Line}: {mutant.Key}");
        }
    });
    return $"| `{target.File}` | {mutants.Length} | {killed} | {equal} | {mutants.Length - killed - equal} |";
}

// Whether tests pass. A test that hangs or a process that dies has noticed the mutant too.
bool Passes(string folder, string[] tests, int mutant, TimeSpan patience)
{
    var start =
        new ProcessStartInfo("dotnet", [Path.Combine(folder, "HotStream.Tests.dll"), "-noLogo", "-noColor", "-stopOnFail", .. tests])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["STRYKER_MUTANT_ID_CONTROL_VAR"] = "MUTANT", ["MUTANT"] = $"{mutant}", ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
    using Process process = Process.Start(start)!;
    var output = new System.Text.StringBuilder();
    process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
    process.ErrorDataReceived += (_, _) => { };
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    if (!process.WaitForExit(patience))
    {
        process.Kill(entireProcessTree: true);
        return false;
    }

    if (mutant < 0 && process.ExitCode != 0)
    {
        Console.WriteLine(output);
    }

    return process.ExitCode == 0;
}

void Run(string command, params string[] arguments)
{
    using Process process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = project })!;
    process.WaitForExit();
    if (process.ExitCode != 0)
    {
        throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}

IEnumerable<string> Lines(string name) => File.ReadLines(Path.Combine(here, name)).Where(line => line.Length > 0 && line[0] != '#');

/// <summary>A line of targets.txt.</summary>
/// <param name="File">The source file.</param>
/// <param name="Stages">Arguments of the runs of tests that should notice its mutants; the later ones only for what
/// the first do not notice.</param>
/// <param name="Strings">Whether its texts are changed too.</param>
internal sealed record Target(string File, string[][] Stages, bool Strings)
{
    /// <summary>The folder of its project: <c>src/Core</c>, <c>src/Connectors/Mqtt</c>.</summary>
    public string Folder => string.Join('/', File.Split('/').Take(File.StartsWith("src/Connectors/", StringComparison.Ordinal) ? 3 : 2));

    public static Target Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[][] stages = [.. string.Join(' ', words[1..].Where(word => word != "strings")).Split(" then ")
            .Select(stage => (string[])[.. stage.Split(' ').SelectMany(Arguments)])];
        return new(words[0], stages, words.Contains("strings"));
    }

    private static string[] Arguments(string word) => word[0] switch
    {
        '-' => ["-method-", "HotStream.Tests." + word[1..]],
        '+' => ["-method", "HotStream.Tests." + word[1..]],
        _ => ["-class", "HotStream.Tests." + word],
    };
}

/// <summary>A change that stryker made, known by file, the text before and after, and which of equal ones it is.</summary>
internal sealed record Mutant(int Id, int Line, string Key, string Mutator, bool Compiles)
{
    /// <summary>Whether an await would come back to the caller's context, of which there is none here.</summary>
    public bool IsAwaitAnywhere =>
        Key.EndsWith("| false -> true", StringComparison.Ordinal) && Key.Contains("ConfigureAwait(false)", StringComparison.Ordinal);

    public static Mutant Parse(JsonElement json, string[] source, string file)
    {
        JsonElement from = json.GetProperty("location").GetProperty("start");
        JsonElement to = json.GetProperty("location").GetProperty("end");
        int first = from.GetProperty("line").GetInt32() - 1;
        int last = to.GetProperty("line").GetInt32() - 1;
        string before = first == last
            ? source[first][(from.GetProperty("column").GetInt32() - 1)..(to.GetProperty("column").GetInt32() - 1)]
            : $"{(source[first].Trim() == "{" ? source[first - 1].Trim() + " " : "")}{source[first].Trim()} ... {source[last].Trim()}";
        string after = json.GetProperty("replacement").GetString()!;
        string line = string.Join(' ',
            $"{source[first].Trim()} | {before} -> {after}".Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        return new(int.Parse(json.GetProperty("id").GetString()!), first + 1, $"{Path.GetFileName(file)} | {line}",
            json.GetProperty("mutatorName").GetString()!, json.GetProperty("status").GetString() is not ("CompileError" or "Ignored"));
    }
}
