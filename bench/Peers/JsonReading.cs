using System.Text.Json.Serialization;

namespace HotStream.Bench;

/// <summary>A reading as a program that reads three of its twelve fields would declare it.</summary>
internal sealed record JsonReading(
    [property: JsonPropertyName("machine_name")] string MachineName,
    [property: JsonPropertyName("good")] long Good,
    [property: JsonPropertyName("celsius")] double Celsius);
