namespace HotStream.Conformance;

/// <summary>
/// Files that appear in a directory before each batch: each is given as name and time of modification and holds its name as its only line.
/// </summary>
internal sealed class FileCaseRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("hotstream-conformance-");
        try
        {
            return Run(@case, settings, home.CreateSubdirectory("watched").FullName, home.CreateSubdirectory("aside").FullName);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<Output> Run(Case @case, RunSettings settings, string watched, string aside)
    {
        using var run = new StreamRun(@case, settings);
        bool newFilesOnly = @case.Params.Bool("newFilesOnly", true);
        TimeSpan? remember = @case.Params.Has("rememberMs") ? TimeSpan.FromMilliseconds(@case.Params.Long("rememberMs")) : null;
        run.Build(() =>
        {
            DStream<Value> lines = run.Context.TextFileStream(watched, newFilesOnly, remember).Map(line => Value.Of(line.ToString()));
            return run.Interpreter.Apply(run.Interpreter.Source("s1", lines, null), @case.Steps);
        });
        run.Run(@case.Input.Count, batch =>
        {
            foreach (KeyValuePair<Value, Value> file in StreamRun.Entries(@case, batch).Select(entry => Value.Parse(entry).AsPair))
            {
                Appear(file.Key.AsString, file.Value.AsLong, watched, aside);
            }
        });
        return run.Outputs;
    }

    private static void Appear(string name, long modified, string watched, string aside)
    {
        string whole = Path.Combine(aside, name);
        File.WriteAllText(whole, name + "\n");
        File.SetLastWriteTimeUtc(whole, DateTimeOffset.FromUnixTimeMilliseconds(modified).UtcDateTime);
        File.Move(whole, Path.Combine(watched, name), overwrite: true);
    }
}
