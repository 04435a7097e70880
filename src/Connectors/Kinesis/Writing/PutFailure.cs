namespace HotStream.Kinesis;

/// <summary>A record that was not taken with the others of its request.</summary>
/// <param name="Item">Which of the request it was, from 0.</param>
/// <param name="Code">Name of the error.</param>
/// <param name="Text">The server's words.</param>
internal readonly record struct PutFailure(int Item, string Code, string Text)
{
    public override string ToString() => $"{PlainText.Of(Code, 100)}, {PlainText.Of(Text, 200)}";
}
