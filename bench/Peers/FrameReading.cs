namespace HotStream.Bench;

#pragma warning disable IDE1006, CA1707 // named as in the file
/// <summary>A line of <see cref="FrameJson"/> for the serializer: the three fields that are asked for.</summary>
internal sealed class FrameReading
{
    public string device { get; set; } = "";

    public double celsius { get; set; }

    public long ts { get; set; }
}
