namespace HotStream.S3;

/// <summary>A bucket, and what of its keys is meant: a pattern, or the beginning of names.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Path">Behind it, without the slash between.</param>
internal sealed record S3Address(string Bucket, string Path)
{
    private const string Scheme = "s3://";

    /// <summary>What stands before the key in an object's name.</summary>
    public string Root => $"{Scheme}{Bucket}/";

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static S3Address Parse(string address, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address, parameter);
        string rest = address.StartsWith(Scheme, StringComparison.Ordinal) ? address[Scheme.Length..] : "";
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string bucket = slash < 0 ? rest : rest[..slash];
        return bucket.Length > 0 && !bucket.AsSpan().ContainsAny('@', '?', ' ')
            ? new S3Address(bucket, slash < 0 ? "" : rest[(slash + 1)..])
            : throw new ArgumentException($"\"{PlainText.Address(address)}\" is no address in S3; write s3://BUCKET/PATH.", parameter);
    }

    /// <summary>As messages have it.</summary>
    public override string ToString() => $"s3 {PlainText.Of(Bucket)}/{PlainText.Of(Path)}";
}
