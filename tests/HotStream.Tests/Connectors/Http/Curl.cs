using System.Diagnostics;

namespace HotStream.Tests.Connectors.Http;

/// <summary>
/// curl, a client that is not ours; what it complains of goes to the test's output. Skips a test where there is none. It asks IPv4 alone:
/// a port that is ours there may be another test's in IPv6.
/// </summary>
internal static class Curl
{
    /// <summary>Sends a request.</summary>
    /// <param name="arguments">Its arguments; silent ones are added.</param>
    /// <returns>Status and body of the answer; 0 when there was none.</returns>
    public static (int Status, string Body) Send(params string[] arguments) => Send(input: null, arguments);

    /// <summary>Sends what <c>@-</c> stands for.</summary>
    public static (int Status, string Body) Send(byte[]? input, params string[] arguments)
    {
        Process? curl = null;
        try
        {
            curl = Process.Start(new ProcessStartInfo("curl", ["-sS4", "--max-time", "120", "-w", "\n%{http_code}", .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("curl is not installed.");
        }

        using (curl!)
        {
            if (input is not null)
            {
                curl!.StandardInput.BaseStream.Write(input);
            }

            curl!.StandardInput.Close();
            (string output, string errors) = curl.ReadToExit();
            if (errors.Length > 0)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(errors);
            }

            int end = output.LastIndexOf('\n');
            return (int.Parse(output[(end + 1)..], System.Globalization.CultureInfo.InvariantCulture), output[..end]);
        }
    }
}
