namespace HotStream;

/// <summary>The end of a chain that must be notified when a batch closes.</summary>
internal interface IClosable
{
    /// <summary>The open batch ends; <paramref name="failure"/> is what its chain threw, if anything.</summary>
    void Close(Exception? failure);
}
