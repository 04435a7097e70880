using System.Diagnostics;

namespace HotStream.Tests.Io.Packed;

/// <summary>Debian's gzip and zstd, which have the last word on what an archive is.</summary>
internal static class GzipTool
{
    /// <summary>What a tool makes of some bytes, and how it ended: 0 without complaint.</summary>
    public static (int Exit, byte[] Output) Run(string tool, byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var writer = new SideThread(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // it has read enough
            }
        });
        writer.Start();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.AwaitExit();
        writer.Join();
        return (process.ExitCode, output.ToArray());
    }
}
