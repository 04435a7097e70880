using System.Text.Json.Serialization;

namespace HotStream.Bench;

/// <summary>Generated readers of readings.</summary>
[JsonSerializable(typeof(JsonReading))]
internal sealed partial class JsonReadingContext : JsonSerializerContext;
