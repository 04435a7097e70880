namespace HotStream.Io;

/// <summary>Publishes a stream's records; each partition has a connection.</summary>
internal sealed class MqttSink<T>(string name, MqttAddress address, MqttPublishOptions options, Func<MqttForm<T>> createForm) : Sink<T>(name)
{
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new MqttSinkWriter<T>(address, options, createForm(), partition, Name);
}
