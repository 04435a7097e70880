namespace HotStream.Sinks;

/// <summary>Values as drivers take them.</summary>
internal static class ParameterValue
{
    public static object Of<TValue>(TValue value) => value switch
    {
        null => DBNull.Value,
        Utf8Slice text => text.ToString(), // the slice ends with its batch block, and no driver knows it
        _ => value,
    };
}
