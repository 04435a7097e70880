using System.IO.MemoryMappedFiles;

namespace HotStream.Fuzz;

/// <summary>
/// The input being run, in a mapped file: it survives when the process is ended by a read into a guard page, so that the input that did
/// it is known. Deleted when all went well.
/// </summary>
internal sealed class RunningInput : IDisposable
{
    private const int Capacity = 8192;

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public RunningInput(string target)
    {
        _path = PathOf(target);
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.Create, mapName: null, Capacity);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>What a process that ended without saying good-bye was running; null when there is no such process.</summary>
    public static byte[]? Recover(string target)
    {
        string path = PathOf(target);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] file = File.ReadAllBytes(path);
        File.Delete(path);
        int length = file.Length < 4 ? -1 : BitConverter.ToInt32(file);
        return length >= 0 && length <= file.Length - 4 ? file[4..(4 + length)] : null;
    }

    public void Note(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(4, input, 0, input.Length);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }

    private static string PathOf(string target) =>
        Path.Combine(Path.GetTempPath(), $"hotstream-fuzz-{Environment.UserName}-{target}.running");
}
