namespace HotStream.Kafka;

/// <summary><c>rd_kafka_conf_res_t</c>.</summary>
internal enum KafkaConfResult
{
    Unknown = -2,
    Invalid = -1,
    Ok = 0,
}
