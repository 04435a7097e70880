namespace HotStream.RabbitMq;

/// <summary>Limits that several options share.</summary>
internal static class RabbitMqLimits
{
    /// <summary>AMQP's short text: names and routing keys, in bytes.</summary>
    public const int ShortTextMax = byte.MaxValue;

    /// <exception cref="ArgumentOutOfRangeException">It cannot be.</exception>
    public static int CheckBytesMax(int value, string parameter) => value is >= 1 and <= Slab.MaxCapacity / 2
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, $"A message may have 1 to {Slab.MaxCapacity / 2} bytes.");

    /// <exception cref="ArgumentException">It is empty or too long.</exception>
    public static void CheckName(string name, string what, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (System.Text.Encoding.UTF8.GetByteCount(name) > ShortTextMax)
        {
            throw new ArgumentException($"'{PlainText.Of(name, 40)}' is no {what}: it has more than {ShortTextMax} bytes.", parameter);
        }
    }
}
