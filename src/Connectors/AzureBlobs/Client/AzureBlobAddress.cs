namespace HotStream.AzureBlobs;

/// <summary>A container, and what of its names is meant: a pattern, or the beginning of names.</summary>
/// <param name="Container">The container.</param>
/// <param name="Path">Behind it, without the slash between.</param>
internal sealed record AzureBlobAddress(string Container, string Path)
{
    private const string Scheme = "azure://";

    /// <summary>What stands before the name of a blob in the path of a file.</summary>
    public string Root => $"{Scheme}{Container}/";

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static AzureBlobAddress Parse(string address, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address, parameter);
        string rest = address.StartsWith(Scheme, StringComparison.Ordinal) ? address[Scheme.Length..] : "";
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string container = slash < 0 ? rest : rest[..slash];
        return IsContainer(container) ? new AzureBlobAddress(container, slash < 0 ? "" : rest[(slash + 1)..])
            : throw new ArgumentException($"\"{PlainText.Address(address)}\" is no address of blobs; write azure://CONTAINER/PATH, where a "
                + "container has 3 to 63 small letters, digits and hyphens.", parameter);
    }

    /// <summary>As messages have it.</summary>
    public override string ToString() => $"azure {PlainText.Of(Container)}/{PlainText.Of(Path)}";

    private static bool IsContainer(string name) => name is "$root" or "$web" or "$logs" || (name.Length is >= 3 and <= 63
        && name.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal));
}
