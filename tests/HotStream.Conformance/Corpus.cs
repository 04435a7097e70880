using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>All cases of a file.</summary>
internal static class Corpus
{
    private const int Format = 1;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CorpusException">It cannot be read, or is no corpus.</exception>
    public static IReadOnlyList<Case> Load(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = new Fields("the file", document.RootElement.Clone());
            return root.Long("format") == Format
                ? [.. root.List("cases").Select((json, position) => new Case(position + 1, json))]
                : throw new CorpusException($"its format is {root.Long("format")}, this runner reads format {Format}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"cannot read {path}: {failure.Message}");
        }
        catch (JsonException failure)
        {
            throw new CorpusException($"{path} is not JSON: {failure.Message}");
        }
        catch (Exception failure) when (failure is CorpusException or ArgumentException)
        {
            throw new CorpusException($"{path} is not a corpus: {failure.Message}");
        }
    }
}
