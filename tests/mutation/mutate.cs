#:property PublishAot=false
#:property GenerateDocumentationFile=false
using System.Diagnostics;
using System.Text.Json;

// Runs mutants one by one, each in a process of its own, by the tests that targets.txt names for its file, and says which survive. docs/testing.md says how it is used.
// dotnet run tests/mutation/mutate.cs -- [part of a target's path ...]
string root = Environment.CurrentDirectory;
while (!File.Exists(Path.Combine(root, "HotStream.sln")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside a checkout of HotStream.");
}

string here = Path.Combine(root, "tests", "mutation");
string project = Path.Combine(here, "HotStream.Mutation");
string work = Path.Combine(root, "artifacts", "mutation");
Target[] targets = [.. Lines("targets.txt").Select(Target.Parse).Where(target => args.Length == 0 || args.Any(part => target.File.Contains(part, StringComparison.Ordinal)))];
HashSet<string> equivalent = [.. Lines("equivalents.txt").Select(line => line.Split(" # ")[0].Trim())];
Run("dotnet", "build", project, "-c", "Release", "-v", "q");
var summary = new List<string>();
foreach (IGrouping<string, Target> library in targets.GroupBy(target => target.Library))
{
    string folder = Prepare(library.Key);
    using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "mutants", "reports", "mutation-report.json")));
    foreach (Target target in library)
    {
        summary.Add(Test(target, folder, report.RootElement.GetProperty("files").EnumerateObject().Single(file => Path.GetFullPath(file.Name, root).EndsWith("/" + target.File, StringComparison.Ordinal)).Value));
    }
}

Console.WriteLine("| file | mutants | killed | equivalent | survived |\n|---|---|---|---|---|");
summary.ForEach(Console.WriteLine);

// Lets stryker make the library with all mutants in it (anew when a source is younger), and puts it beside the tests.
string Prepare(string library)
{
    string folder = Path.Combine(work, library);
    string mutated = Path.Combine(folder, "mutants", $"HotStream.{library}.dll");
    DateTime newest = Directory.GetFiles(Path.Combine(root, "src", library), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Max(File.GetLastWriteTimeUtc);
    if (!File.Exists(mutated) || File.GetLastWriteTimeUtc(mutated) < newest)
    {
        Console.WriteLine($"stryker makes the mutants of {library}: some minutes");
        Directory.CreateDirectory(Path.GetDirectoryName(mutated)!);
        Environment.SetEnvironmentVariable("MUTANTS_TO", Path.GetDirectoryName(mutated)); // see ChosenTests
        string[] files = [.. Lines("targets.txt").Select(Target.Parse).Where(target => target.Library == library).SelectMany(target => (string[])["-m", "**/" + target.File[$"src/{library}/".Length..]])];
        Run("dotnet", ["stryker", "-p", $"HotStream.{library}.csproj", .. files, "-O", Path.GetDirectoryName(mutated)!, "--skip-version-check"]);
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

string Test(Target target, string folder, JsonElement file)
{
    string[] source = file.GetProperty("source").GetString()!.Split('\n');
    Mutant[] mutants = [.. file.GetProperty("mutants").EnumerateArray().Select(json => Mutant.Parse(json, source, target.File))
        .Where(mutant => mutant.Compiles && (target.Strings || mutant.Mutator != "String mutation"))];
    var clock = Stopwatch.StartNew();
    if (!Passes(folder, target, mutant: -1, TimeSpan.FromMinutes(5)))
    {
        throw new InvalidOperationException($"The tests of {target.File} fail without any mutant.");
    }

    TimeSpan patience = (clock.Elapsed * 3) + TimeSpan.FromSeconds(10);
    Console.WriteLine($"{target.File}: {mutants.Length} mutants, {clock.Elapsed.TotalSeconds:F1} s each");
    int killed = 0;
    int equal = 0;
    Parallel.ForEach(mutants, new ParallelOptions { MaxDegreeOfParallelism = 2 }, mutant =>
    {
        if (equivalent.Contains(mutant.Key))
        {
            Interlocked.Increment(ref equal);
        }
        else if (!Passes(folder, target, mutant.Id, patience))
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

// Whether the tests of a target pass. A test that hangs or a process that dies has noticed the mutant too.
bool Passes(string folder, Target target, int mutant, TimeSpan patience)
{
    var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "HotStream.Tests.dll"), "-noLogo", "-noColor", "-stopOnFail", .. target.Arguments])
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

/// <summary>A line of targets.txt: a source file, then the tests that should notice its mutants; "strings" also tries its texts, "-" leaves tests out.</summary>
internal sealed record Target(string File, string[] Arguments, bool Strings)
{
    public string Library => File.Split('/')[1];

    public static Target Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(words[0], [.. words[1..].Where(word => word != "strings").SelectMany(word => word[0] == '-' ? (string[])["-method-", "HotStream.Tests." + word[1..]] : ["-class", "HotStream.Tests." + word])], words.Contains("strings"));
    }
}

/// <summary>A change that stryker made, known by file, the text before and after, and which of equal ones it is.</summary>
internal sealed record Mutant(int Id, int Line, string Key, string Mutator, bool Compiles)
{
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
        string line = string.Join(' ', $"{source[first].Trim()} | {before} -> {after}".Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        return new(int.Parse(json.GetProperty("id").GetString()!), first + 1, $"{Path.GetFileName(file)} | {line}", json.GetProperty("mutatorName").GetString()!, json.GetProperty("status").GetString() != "CompileError");
    }
}
