using System.Text.Json.Serialization;

namespace HotStream;

/// <summary>Serializers of what recovery writes as JSON, made when this is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckpointHeader))]
[JsonSerializable(typeof(BatchEntry))]
[JsonSerializable(typeof(CopyHeader))]
internal sealed partial class RecoveryJson : JsonSerializerContext;
