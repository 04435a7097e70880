namespace HotStream.Bench;

/// <summary>One reading.</summary>
internal readonly record struct PlantRow(long Id, Utf8Slice Machine, string MachineText, double Celsius, DateTimeOffset At);
