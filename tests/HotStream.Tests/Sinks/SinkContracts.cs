using System.Data.Common;
using System.Globalization;
using System.Text;
using HotStream.StandIn;
using HotStream.Tests.Io;
using HotStream.Tests.Sinks.Postgres;
using Npgsql;

namespace HotStream.Tests.Sinks;

public sealed class ElasticsearchContractTests : SinkContract, IDisposable
{
    private readonly ElasticsearchStandIn _server = new();

    public void Dispose() => _server.Dispose();

    protected override Sink<double> Open() => new ElasticsearchSink<double>(
        new ElasticsearchOptions { Nodes = [_server.Address], Index = "i", TimeProvider = TimeProvider.System },
        (json, value) =>
        {
            json.WriteStartObject();
            json.WriteNumber("v", value);
            json.WriteEndObject();
        });

    protected override IEnumerable<double> Stored() =>
        _server.Documents("i").Values.Select(json => double.Parse(json.AsSpan(5, json.Length - 6), CultureInfo.InvariantCulture)).Order();
}

public sealed class HttpPostContractTests : SinkContract, IDisposable
{
    private readonly PostStandIn _server = new();

    public void Dispose() => _server.Dispose();

    protected override Sink<double> Open() => new HttpPostSink<double>(new HttpPostOptions
    { Address = _server.Address, TimeProvider = TimeProvider.System }, (json, value) => json.WriteNumberValue(value));

    protected override IEnumerable<double> Stored() =>
        _server.Taken.SelectMany(request => request.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Order();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresContractTests(PostgresFixture server) : SinkContract
{
    private readonly string _table = server.Table("v double precision");

    protected override Sink<double> Open() => new PostgresSink<double>(
        new PostgresOptions { ConnectionString = server.ConnectionString, Table = _table }, columns =>
            columns.Add("v", x => double.IsNaN(x) ? throw new FormatException("NaN") : x));

    protected override IEnumerable<double> Stored() =>
        server.Rows($"SELECT v FROM {_table} ORDER BY v").Select(text => double.Parse(text, CultureInfo.InvariantCulture));
}

[Collection(PostgresCollection.Name)]
public sealed class DatabaseContractTests(PostgresFixture server) : SinkContract, IDisposable
{
    private readonly string _table = server.Table("v double precision");
    private readonly DbDataSource _source = NpgsqlDataSource.Create(server.ConnectionString);

    public void Dispose() => _source.Dispose();

    protected override Sink<double> Open() => new DatabaseSink<double>(
        _source, new DatabaseOptions { Table = _table }, columns =>
            columns.Add("v", x => double.IsNaN(x) ? throw new FormatException("NaN") : x));

    protected override IEnumerable<double> Stored() =>
        server.Rows($"SELECT v FROM {_table} ORDER BY v").Select(text => double.Parse(text, CultureInfo.InvariantCulture));
}

public sealed class RollingFileContractTests : SinkContract, IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override bool TakesBack => true;

    protected override Sink<double> Open() => new RollingFileSink<double>(
        new RollingFileOptions { Directory = _folder.PathOf("out") }, columns =>
            columns.Add("v", x => double.IsNaN(x) ? throw new FormatException("NaN") : x));

    protected override IEnumerable<double> Stored() => Directory.GetFiles(_folder.PathOf("out"), "part-*")
        .SelectMany(File.ReadAllLines).Where(line => line != "v").Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Order();
}

public sealed class ConsoleContractTests : SinkContract, IDisposable
{
    private readonly MemoryStream _output = new();

    public void Dispose() => _output.Dispose();

    protected override bool TakesBack => true;

    protected override Sink<double> Open() => new Numbers(_output);

    protected override IEnumerable<double> Stored() =>
        Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Order();

    /// <summary>The console's sink for records whose text cannot be made when they are not a number.</summary>
    private sealed class Numbers(Stream output) : Sink<double>("numbers")
    {
        private readonly ConsoleSink<Number> _inner = new(output);

        protected internal override SinkWriter<double> OpenWriter(SinkPartition partition) =>
            new Writer(((Sink<Number>)_inner).OpenWriter(partition));

        protected internal override void Commit(BatchTime time) => ((Sink<Number>)_inner).Commit(time);

        private sealed class Writer(SinkWriter<Number> inner) : SinkWriter<double>
        {
            protected internal override void Begin(BatchTime time) => inner.Begin(time);

            protected internal override void Write(ReadOnlySpan<double> records)
            {
                Number[] numbers = [.. records.ToArray().Select(value => new Number(value))];
                inner.Write(numbers);
            }

            protected internal override Task CompleteAsync(CancellationToken stop) => inner.CompleteAsync(stop);

            protected internal override void Abort() => inner.Abort();
        }
    }

    private sealed class Number(double value) : IFormattable
    {
        private bool _wasAsked;

        public string ToString(string? format, IFormatProvider? provider)
        {
            bool first = !_wasAsked;
            _wasAsked = true;
            return double.IsNaN(value) && first ? throw new FormatException("NaN") : value.ToString(provider); // the letter asks again
        }
    }
}
