using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Cli;

/// <summary>
/// A simulated fleet: devices that publish JSON readings of machines to a port, QoS 1, over sockets of their own. It is a second engine in
/// this process, whose sink speaks MQTT. One reading in ten thousand is no JSON, as happens to devices.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const int Machines = 40;
    private const int SpoiltEvery = 10_000;

    private readonly StreamingContext _context;
    private readonly FleetInput _input;
    private long _published;

    public Fleet(int port, MqttDemoOptions options)
    {
        _context = new StreamingContext("fleet", options.Interval,
            new StreamingOptions { Partitions = options.Devices, OneActivePerProcess = false, LoggerFactory = new StderrLoggerFactory() });
        _input = new FleetInput(_context, options.Devices, options.MessagesPerSecond);
        _input.PublishToMqtt(
            $"mqtt://127.0.0.1:{port}",
            static (reading, topic) => Write(topic, $"plant/machine-{MachineOf(reading)}"),
            static (reading, payload) => WritePayload(reading, payload),
            new MqttPublishOptions { ClientId = "device", InFlightMax = ushort.MaxValue });
        _context.BatchCompleted += batch => Interlocked.Add(ref _published, batch.Failures == 0 ? batch.Records : 0);
    }

    /// <summary>Readings the listener has acknowledged.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>How many of so many readings are no JSON.</summary>
    public static long SpoiltOf(long readings) => readings / SpoiltEvery;

    public void Start() => _context.Start();

    /// <summary>Ends when what was published is acknowledged.</summary>
    public async Task StopAsync()
    {
        _input.End();
        await _context.StopAsync(graceful: true).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static long MachineOf(long reading) => reading * 7 % Machines;

    private static void WritePayload(long reading, IBufferWriter<byte> payload)
    {
        if (reading % SpoiltEvery == SpoiltEvery - 1)
        {
            Write(payload, $"reading {reading} of a device with a loose wire");
            return;
        }

        double celsius = 60 + (MachineOf(reading) / 4.0) + (5 * Math.Sin(reading / 100_000.0));
        Write(payload, $"{{\"id\": {reading}, \"machine\": \"machine-{MachineOf(reading)}\", \"celsius\": {celsius:0.0}, ");
        Write(payload, $"\"good\": {reading % 20 / 19}, \"status\": \"running\"}}");
    }

    private static void Write(IBufferWriter<byte> output, FormattableString text) =>
        Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), output);
}
