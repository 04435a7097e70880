using System.Diagnostics;
using System.Text.Json;
using HotStream.StandIn;

namespace HotStream.Bench;

/// <summary>The stand-in for Elasticsearch in a process of its own, counting documents and keeping none.</summary>
internal sealed class StandInProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control = new();
    private long _counted;

    public StandInProcess()
    {
        var start = new ProcessStartInfo("dotnet",
            ["exec", typeof(ElasticsearchStandIn).Assembly.Location, "elasticsearch", "--port", "0", "--discard"])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("the stand-in did not start");
        var line = _process.StandardOutput.ReadLine() ?? "";
        Address = new Uri(line[(line.LastIndexOf(' ') + 1)..]);
    }

    public Uri Address { get; }

    /// <summary>Documents that came since the last call.</summary>
    public JobAnswer Take()
    {
        using var response = _control.PostAsync(new Uri(Address, "/_standin"), null).GetAwaiter().GetResult();
        using var answer = JsonDocument.Parse(response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        long before = _counted;
        _counted = answer.RootElement.GetProperty("discarded").GetInt64();
        return new JobAnswer(_counted - before, 1, 0);
    }

    public void Dispose()
    {
        _control.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
