using System.Text;

namespace HotStream.Tests.Io;

/// <summary>A temporary directory of files with chosen modification times.</summary>
internal sealed class Folder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("hotstream-test-").FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Write(string name, string text, long modifiedMilliseconds) =>
        Write(name, Encoding.UTF8.GetBytes(text), modifiedMilliseconds);

    public void Write(string name, byte[] bytes, long modifiedMilliseconds)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), bytes);
        Touch(name, modifiedMilliseconds);
    }

    public void Touch(string name, long modifiedMilliseconds) =>
        File.SetLastWriteTimeUtc(PathOf(name), DateTimeOffset.FromUnixTimeMilliseconds(modifiedMilliseconds).UtcDateTime);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
