using System.Text.Json.Serialization;

namespace HotStream.Io;

/// <summary>Serializers made when this is compiled.</summary>
[JsonSerializable(typeof(TakenFiles))]
internal sealed partial class FilesJson : JsonSerializerContext;
