namespace HotStream.Bench;

/// <summary>What the process holds at one moment.</summary>
/// <param name="Resident">Bytes of memory.</param>
/// <param name="Managed">Those of managed objects, garbage with them.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Files">Files of the checkpoint directory.</param>
/// <param name="Stored">Their bytes.</param>
internal sealed record SoakSample(double Resident, double Managed, int Handles, int Files, double Stored)
{
    public static SoakSample Take(string directory)
    {
        var files = new DirectoryInfo(directory).GetFiles("*", SearchOption.AllDirectories);
        return new SoakSample(Environment.WorkingSet, GC.GetTotalMemory(false), Directory.GetFiles("/proc/self/fd").Length, files.Length,
            files.Sum(LengthOf));
    }

    private static double LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // removed since the listing
        }
    }
}
