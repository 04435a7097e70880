using System.Diagnostics;
using HotStream.Tests.Streams;

namespace HotStream.Tests;

/// <summary>Waits for other programs that have an end: a test of one that hangs fails, and does not hang with it.</summary>
internal static class ProcessWaits
{
    /// <summary>Waits for its end, not for that of its output: a grandchild that lives on holds that open as long as it likes.</summary>
    public static void AwaitExit(this Process process)
    {
        if (!process.WaitForExit(Engine.Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end.");
        }
    }

    /// <summary>Waits for its end and until all it wrote is here, where it is heard by events.</summary>
    public static void AwaitExitAndOutput(this Process process)
    {
        process.AwaitExit();
        Assert.True(process.WaitForExitAsync().Wait(Engine.Patience), $"{process.StartInfo.FileName} ended, and its output did not.");
    }

    /// <summary>All it writes, and its end.</summary>
    public static (string Output, string Errors) ReadToExit(this Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.AwaitExit();
        Assert.True(Task.WaitAll([output, errors], Engine.Patience), $"{process.StartInfo.FileName} ended, and its output did not.");
        return (output.Result, errors.Result);
    }
}
