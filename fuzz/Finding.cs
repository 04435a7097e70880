using System.Security.Cryptography;

namespace HotStream.Fuzz;

/// <summary>An input that fails, and how.</summary>
internal sealed record Finding(string Target, byte[] Input, Exception Error)
{
    /// <summary>Writes the input where <c>replay</c> finds it; returns the path.</summary>
    public string Save() => Save(Target, Input);

    public static string Save(string target, byte[] input)
    {
        Directory.CreateDirectory(Corpus.Findings);
        string path = Path.Combine(Corpus.Findings, $"{target}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}.bin");
        File.WriteAllBytes(path, input);
        return path;
    }
}
