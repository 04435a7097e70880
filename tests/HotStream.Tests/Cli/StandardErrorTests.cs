using System.Diagnostics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Cli;

/// <summary>
/// What a program says on standard error without being given a logger, and that a standard error that cannot be written ends nothing.
/// </summary>
public sealed class StandardErrorTests
{
    [Fact]
    public void A_program_without_a_logger_says_that_its_receiver_cannot_connect()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using CliProcess program = CliProcess.StartProgram("NetworkWordCount.dll", "127.0.0.1", "1", "100");
        program.WaitFor("HotStream warning: Receiver tcp://127.0.0.1:1 restarts in", process => process.Error);
        program.WaitFor("Time: ", process => process.Output);
        program.Signal(CliProcess.Interrupt);
        Assert.Equal(0, program.WaitForExit());
        Assert.All(program.Error.Trim().Split('\n'), line => Assert.StartsWith("HotStream warning: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NetworkWordCount.dll 127.0.0.1 1 50")]
    [InlineData("hotstream.dll wordcount --connect 127.0.0.1:1 --interval 50ms")]
    public void A_standard_error_on_a_full_disk_ends_no_program(string program)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is a disk that is full");
        string marker = Path.Combine(Path.GetTempPath(), $"hotstream-full-{Guid.NewGuid():N}");
        string dotnet = Path.GetFullPath(
            Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        using Process process =
            Process.Start("/bin/sh", ["-c", $"exec '{dotnet}' '{AppContext.BaseDirectory}'{program} 2>/dev/full >'{marker}'"]);
        try
        {
            Streams.Engine.WaitFor(() => process.HasExited
                || (File.Exists(marker) && File.ReadAllText(marker).Split("Time: ").Length > 5), "five batches are printed");
            Assert.False(process.HasExited, "The program ended.");
            using var signal = Process.Start("kill", ["-INT", $"{process.Id}"]);
            Assert.True(process.WaitForExit(Engine.Patience));
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            File.Delete(marker);
        }
    }
}
