namespace HotStream.Kafka;

/// <summary>Dead letters of records that are not taken.</summary>
internal static unsafe class KafkaLetters
{
    /// <summary>Of a record that no slab could hold: the letter has its beginning.</summary>
    public static DeadLetter TooLarge(TopicPartition place, NativeMessage* message, long bytes)
    {
        int shown = (int)Math.Min(message->Length, Slab.StandardCapacity);
        return new DeadLetter(place.ToString(), $"offset {message->Offset}",
            $"key, value and headers of {bytes} bytes are more than the {Slab.MaxCapacity} that a record may "
            + "have; let producers send less", (long)message->Length, message->PayloadBytes[..shown].ToArray());
    }
}
