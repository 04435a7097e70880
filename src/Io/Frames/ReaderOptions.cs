namespace HotStream.Io;

/// <summary>Options of a reader or writer as they were given, each asked for once; what nobody asks for is refused by name.</summary>
internal sealed class ReaderOptions(string format, IReadOnlyDictionary<string, string> given)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string? Text(params string[] names)
    {
        _known.UnionWith(names);
        return names.Select(given.GetValueOrDefault).FirstOrDefault(value => value is not null);
    }

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        string other => throw new ArgumentException($"Option {name} of {format} is true or false, not '{other}'."),
    };

    public ParseMode Mode()
    {
        string? mode = Text("mode");
        return mode?.ToUpperInvariant() switch
        {
            null or "PERMISSIVE" => ParseMode.Permissive,
            "DROPMALFORMED" => ParseMode.DropMalformed,
            "FAILFAST" => ParseMode.FailFast,
            _ => throw new ArgumentException($"Option mode of {format} is PERMISSIVE, DROPMALFORMED or FAILFAST, not '{mode}'."),
        };
    }

    /// <summary>A single byte.</summary>
    public byte? Byte(params string[] names)
    {
        string? value = Text(names) is "\\t" ? "\t" : Text(names);
        return value is null ? null : value.Length == 1 && value[0] < 0x80 ? (byte)value[0]
            : throw new ArgumentException($"Option {names[0]} of {format} is one character of ASCII, not '{value}'.");
    }

    /// <summary>Refuses what was given and not asked for.</summary>
    public void Check()
    {
        string? unknown = given.Keys.FirstOrDefault(name => !_known.Contains(name));
        if (unknown is not null)
        {
            throw new ArgumentException($"{format} has no option '{unknown}'; it has "
                + $"{string.Join(", ", _known.Order(StringComparer.OrdinalIgnoreCase))}.");
        }
    }
}
