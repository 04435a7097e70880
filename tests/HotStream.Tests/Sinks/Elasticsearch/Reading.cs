using System.Text.Json.Serialization;

namespace HotStream.Tests.Sinks.Elasticsearch;

internal sealed record Reading(string Sensor, double Celsius);

[JsonSerializable(typeof(Reading))]
internal sealed partial class SensorJson : JsonSerializerContext;
