using System.Text.Json.Serialization;

namespace HotStream.Bench;

[JsonSerializable(typeof(FrameReading))]
internal sealed partial class FrameReadingContext : JsonSerializerContext;
