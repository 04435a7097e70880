using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>A type declared at the top level of a file.</summary>
internal sealed record DeclaredType(string Name, bool IsPublic, bool IsPartial);

/// <summary>A C# file as the house rules see it: its lines, its tokens, the types it declares and the names it may use as types.</summary>
internal sealed partial class SourceFile
{
    private static readonly HashSet<string> s_typeWords = ["class", "struct", "interface", "enum", "record", "delegate"];

    // Words after which a name is used and not declared, although two words in a row usually declare the second one.
    private static readonly HashSet<string> s_usingWords =
    [
        "new", "return", "in", "is", "as", "out", "ref", "await", "case", "throw", "typeof", "params", "this",
        "static", "readonly", "public", "private", "internal", "protected", "sealed", "abstract", "override", "virtual", "async", "const",
            "extern", "partial", "unsafe",
        "volatile", "required", "file", "scoped", "not", "and", "or", "else", "yield", "fixed", "stackalloc", "where", "when", "using",
        "global", "implicit", "explicit", "operator", "event", "with", "switch", "lock",
    ];

    private readonly List<string> _tokens;

    public SourceFile(string path)
        : this(Repository.Relative(path), File.ReadAllText(path))
    {
    }

    public SourceFile(string name, string text)
    {
        Name = name;
        Lines = text.TrimEnd('\n').Split('\n');
        Code = CodeText.Strip(text);
        _tokens = [.. Tokens().Matches(Code).Select(match => match.Value)];
        Types = [.. FindTypes()];
    }

    /// <summary>Path below the repository.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>The text without comments and strings.</summary>
    public string Code { get; }

    /// <summary>Top-level types, <c>file</c> types excepted.</summary>
    public IReadOnlyList<DeclaredType> Types { get; }

    /// <summary>Names that this file may use as types: not those of members it declares or calls.</summary>
    public IReadOnlySet<string> UsedNames()
    {
        var used = new HashSet<string>(StringComparer.Ordinal); // certainly as a type
        var mentioned = new HashSet<string>(StringComparer.Ordinal); // as a type, if no member has that name
        var members = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < _tokens.Count; i++)
        {
            string token = _tokens[i];
            string before = i > 0 ? _tokens[i - 1] : "";
            string after = i + 1 < _tokens.Count ? _tokens[i + 1] : "";
            if (!IsName(token) || (before == "." && !(i > 1 && _tokens[i - 2] is "HotStream")))
            {
                continue;
            }

            if (before == "new" || (IsName(after) && !s_usingWords.Contains(after)))
            {
                used.Add(token);
            }
            else if (after is not ("." or "<" or "?" or "[" or "*")
                && ((IsName(before) && !s_usingWords.Contains(before)) || before is ">" or "]" or "?" or "*"))
            {
                members.Add(token);
            }
            else if (after != "=" && (after != "(" || before is ":" or "["))
            {
                mentioned.Add(token);
            }
        }

        used.UnionWith(mentioned.Except(members));
        return used;
    }

    private static bool IsName(string token) => token.Length > 0 && (char.IsLetter(token[0]) || token[0] is '_' or '@');

    private IEnumerable<DeclaredType> FindTypes()
    {
        int depth = 0;
        for (int i = 0; i < _tokens.Count; i++)
        {
            string token = _tokens[i];
            depth += token == "{" ? 1 : token == "}" ? -1 : 0;
            bool isConstraint = i > 0 && _tokens[i - 1] is ":" or ",";
            if (depth != 0 || !s_typeWords.Contains(token) || isConstraint)
            {
                continue;
            }

            if (token == "record" && _tokens[i + 1] is "struct" or "class")
            {
                continue; // the next word declares it
            }

            string name = token == "delegate" ? NameOfDelegate(i) : _tokens[i + 1];
            HashSet<string> modifiers = ModifiersBefore(i);
            if (IsName(name) && !modifiers.Contains("file"))
            {
                yield return new DeclaredType(name, modifiers.Contains("public"), modifiers.Contains("partial"));
            }
        }
    }

    private string NameOfDelegate(int i)
    {
        int angles = 0;
        string name = "";
        for (i++; _tokens[i] != "("; i++)
        {
            angles += _tokens[i] == "<" ? 1 : _tokens[i] == ">" ? -1 : 0;
            name = angles == 0 && IsName(_tokens[i]) ? _tokens[i] : name;
        }

        return name;
    }

    private HashSet<string> ModifiersBefore(int i)
    {
        var modifiers = new HashSet<string>(StringComparer.Ordinal);
        while (--i >= 0 && IsName(_tokens[i]))
        {
            modifiers.Add(_tokens[i]);
        }

        return modifiers;
    }

    [GeneratedRegex(@"@?[\p{L}_][\p{L}\p{Nd}_]*|\d[\w.]*|=>|::|[^\s\w]")]
    private static partial Regex Tokens();
}
