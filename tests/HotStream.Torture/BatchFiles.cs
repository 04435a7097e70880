using System.Globalization;

namespace HotStream.Torture;

/// <summary>What the program wrote: the directories of its outputs, by name and batch time.</summary>
internal sealed class BatchFiles(string root)
{
    private readonly Dictionary<(string Name, long Time), bool> _directories = Find(root); // whether it is whole

    /// <summary>Times of the batches that wrote anything of an output, in order.</summary>
    public IEnumerable<long> TimesOf(string name) => _directories.Keys.Where(key => key.Name == name).Select(key => key.Time).Order();

    public long? LastTime => _directories.Count == 0 ? null : _directories.Keys.Max(key => key.Time);

    public bool Has(string name, long time) => _directories.ContainsKey((name, time));

    public bool IsWhole(string name, long time) => _directories.GetValueOrDefault((name, time));

    /// <summary>The lines of an output's batch, one part after the other.</summary>
    public IReadOnlyList<string> Read(string name, long time) =>
        [.. Directory.EnumerateFiles(PathOf(root, name, time), "part-*").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)];

    private static string PathOf(string root, string name, long time) =>
        Path.Combine(Shape.Out(root), string.Create(CultureInfo.InvariantCulture, $"{name}-{time}"));

    private static Dictionary<(string Name, long Time), bool> Find(string root)
    {
        var found = new Dictionary<(string Name, long Time), bool>();
        foreach (string path in Directory.EnumerateDirectories(Shape.Out(root)))
        {
            string[] parts = Path.GetFileName(path).Split('-');
            if (parts.Length != 2 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out long time))
            {
                throw new InvalidDataException($"{path} is no batch of this run: the run forgot its name.");
            }

            found[(parts[0], time)] = File.Exists(Path.Combine(path, "_SUCCESS"));
        }

        return found;
    }
}
