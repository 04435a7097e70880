namespace HotStream.Flume;

/// <summary>The event with its headers.</summary>
internal readonly struct FlumeEventForm : IFlumeForm<FlumeEvent>
{
    public static bool IsWhole => true;

    public static FlumeEvent Make(Utf8Slice headers, Utf8Slice body) => new(headers, body);

    public static Utf8Slice BodyOf(in FlumeEvent record) => record.Body;
}
